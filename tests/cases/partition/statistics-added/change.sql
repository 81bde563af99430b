CREATE STATISTICS sneaky ON lap, lat FROM position
