"""What a check yields, and what a team decided about it: findings, rules, policy, waivers, baselines."""
