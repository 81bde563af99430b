ALTER VIEW open_races RESET (security_barrier)
