DROP STATISTICS made_us_stats;
CREATE STATISTICS made_us_stats (mcv) ON twice, region FROM made_us
