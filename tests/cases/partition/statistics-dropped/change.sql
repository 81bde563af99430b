DROP STATISTICS plain_stats
