-- since 15
ALTER VIEW my_races SET (security_invoker, check_option = cascaded);
ALTER VIEW my_races RESET (security_barrier)
