"""Which findings of a report somebody means: by rule, by object, by fingerprint. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from fnmatch import fnmatchcase

from schemacheck.base.errors import UsageError
from schemacheck.base.near import did_you_mean
from schemacheck.base.record import record
from schemacheck.report.finding import Finding
from schemacheck.report.rules import RULES


@record
class Choice:
    """What was asked for. Values of one kind add up, kinds narrow each other; nothing at all chooses everything."""

    rules: Sequence[str] = field(default=())
    objects: Sequence[str] = field(default=())
    """Paths as reports show them, or patterns, as in a waiver."""
    fingerprints: Sequence[str] = field(default=())
    """Or their beginnings."""

    def of(self, findings: Sequence[Finding], home: str) -> tuple[Finding, ...]:
        """Return the findings that are meant, in their order.

        Raises:
            UsageError: a rule is not known, or a value fits no finding, so that it was probably meant otherwise.
        """
        for rule in self.rules:
            if rule not in RULES:
                raise UsageError(
                    f"there is no rule {rule}", did_you_mean(rule, RULES) or "schemacheck explain lists them"
                )
        chosen = list(findings)
        for option, values, fits in (
            ("--rule", self.rules, lambda each, value: each.rule.name == value),
            ("--object", self.objects, lambda each, value: _is_about(each, value, home)),
            ("--fingerprint", self.fingerprints, lambda each, value: each.fingerprint.startswith(value.lower())),
        ):
            for value in values:
                if not value or not any(fits(each, value) for each in findings):
                    paths = [each.subject.within(home) for each in findings]
                    near = did_you_mean(value, paths) if option == "--object" else None
                    raise UsageError(
                        f"{option} {value or 'without a value'} fits no finding", near or "check shows them"
                    )
            if values:
                chosen = [each for each in chosen if any(fits(each, value) for value in values)]
        if not chosen and findings:
            raise UsageError("no finding fits all of these options", "each kind of them narrows the choice")
        return tuple(chosen)


def _is_about(finding: Finding, pattern: str, home: str) -> bool:
    paths = (finding.subject.within(home), finding.subject.path)
    return any(path == pattern or fnmatchcase(path, pattern) for path in paths)
