DROP STATISTICS plain_stats;
CREATE STATISTICS plain_stats (ndistinct) ON lap, lat FROM position
