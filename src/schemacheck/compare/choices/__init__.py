"""What a difference does, where the rule alone does not decide it: a module a family of rules, imported by a finding.

Each gives `CHOICES`: for each rule with variants, a pure function from the pair at hand to the variant that is true of
it, with the facts that its words name.
"""
