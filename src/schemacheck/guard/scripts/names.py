"""Which files are scripts, by their names: the guard looks for these, and its pre-commit hook passes them on."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import PurePath
from typing import Final

SQL_SUFFIXES: Final = ("sql", "psql", "pgsql", "ddl")
"""How files end that are read as SQL, in whatever case."""
SCRIPT_NAMES: Final = (
    # package managers and their tasks
    "package.json", "deno.json", "deno.jsonc", "composer.json", "project.json", "nx.json", "turbo.json", "lerna.json",
    "pyproject.toml", "Pipfile", "Makefile", "makefile", "GNUmakefile", "*.mk", "justfile", "Justfile", ".justfile",
    "*.just", "[Tt]askfile.y*ml", "[Tt]askfile.*.y*ml", "mise.toml", ".mise.toml", "Rakefile", "*.rake",
    "lefthook.y*ml",
    ".lefthook.y*ml", "lefthook-local.y*ml", "lefthook.toml", "lefthook.json", ".pre-commit-config.yaml", ".envrc",
    # shells
    "*.sh", "*.bash", "*.zsh", "*.ksh", "*.fish", "*.ps1", "*.psm1", "*.bat", "*.cmd",
    # containers
    "Dockerfile*", "*.[Dd]ockerfile", "Containerfile*", "*.[Cc]ontainerfile", "docker-compose*.y*ml", "compose*.y*ml",
    "*.compose.y*ml", "docker-bake.json", "devcontainer.json", ".devcontainer.json", "Tiltfile", "Earthfile",
    "skaffold*.y*ml", "Chart.y*ml", "values*.y*ml", "kustomization.y*ml", "*job*.y*ml", "*deployment*.y*ml",
    "*migrat*.y*ml", "k8s*.y*ml", "*.k8s.y*ml", "pod*.y*ml", "statefulset*.y*ml",
    # platforms
    "Procfile*", "vercel.json", "now.json", "app.json", "railway.json", "railway.toml", "netlify.toml", "fly.toml",
    "fly.*.toml", "nixpacks.toml", "nixpacks.json", "render.y*ml", "heroku.y*ml", "app.y*ml", "cloudbuild*.y*ml",
    "buildspec*.y*ml", "appspec*.y*ml", "amplify.y*ml", "apprunner.y*ml", "serverless*.y*ml", "template.y*ml",
    "captain-definition", "dokku.json", "koyeb.y*ml", "northflank.json", "zeabur.json", "sst.json", "wrangler.toml",
    "wrangler.json*", "encore.app", "task-definition*.json", "taskdef*.json", "Dockerrun.aws.json", ".do.y*ml",
    "copilot*.y*ml", "manifest.y*ml", ".platform.app.y*ml", "project.toml", "release.toml",
    "deploy*.y*ml", "deploy.json",
    # CI
    ".gitlab-ci*.y*ml", "*.gitlab-ci.y*ml", ".travis.y*ml", "azure-pipelines*.y*ml", "bitbucket-pipelines*.y*ml",
    "Jenkinsfile*", "*.jenkinsfile", "*.groovy", ".drone.y*ml", ".woodpecker*.y*ml", ".cirrus.y*ml", "appveyor.y*ml",
    ".appveyor.y*ml", ".semaphore.y*ml", "codefresh.y*ml", "wercker.y*ml", "circle.y*ml", "action.y*ml",
    "codemagic.y*ml",
    "shippable.y*ml", "buildkite.y*ml", ".scrutinizer.y*ml", "dagger.json", ".earthly.y*ml",
)  # fmt: skip
IN_FOLDERS: Final = {
    (
        *(".github", ".gitlab", ".circleci", ".buildkite", ".husky", ".woodpecker", ".drone", ".tekton", ".semaphore"),
        *(
            ".azure-pipelines",
            ".azuredevops",
            ".azure",
            ".harness",
            ".devcontainer",
            ".githooks",
            ".lefthook",
            ".platform",
        ),
        *(".ebextensions", ".aws", ".do", ".cloudbuild"),
    ): ("*.y*ml", "*.config", "pre-*", "post-*", "commit-msg", "prepare-commit-msg", "applypatch-msg"),
    (
        *("k8s", "kubernetes", "kube", "helm", "charts", "manifests", "kustomize", "argocd", "gitops", "deploy"),
        *("deployment", "deployments", "ci", "pipelines", "copilot", "concourse", "tekton"),
    ): ("*.y*ml",),
    (".vscode",): ("tasks.json", "launch.json"),
    ("bin", "sbin", "script", "scripts", ".githooks", "githooks", "hooks", ".hooks", ".buildkite"): ("[^/.]+",),
}
"""Names that count below certain folders only. `[^/.]+` stands for a name without a suffix."""
NO_SUFFIX: Final = "[^/.]+"
HIDDEN_FOLDERS: Final = frozenset(name for names in IN_FOLDERS for name in names if name.startswith("."))


def is_sql(path: str) -> bool:
    """Whether a file is read as SQL."""
    return path.lower().endswith(tuple(f".{suffix}" for suffix in SQL_SUFFIXES))


def is_script(path: PurePath) -> bool:
    """Whether the guard looks for commands in a file, given its path in the project."""
    return _scripts().search(path.as_posix()) is not None


def hook_files() -> str:
    """Return what `files:` says in .pre-commit-hooks.yaml: everything that the guard reads."""
    return rf"(?i:\.({'|'.join(SQL_SUFFIXES)}))$|{_script_pattern()}"


def matches(name: str, patterns: Iterable[str]) -> bool:
    """Whether a file's name matches one of the patterns."""
    return re.fullmatch("|".join(map(_regex, patterns)), name) is not None


@cache
def _scripts() -> re.Pattern[str]:
    return re.compile(_script_pattern())


def _script_pattern() -> str:
    parts = [rf"(^|/)({'|'.join(map(_regex, SCRIPT_NAMES))})$"]
    for folders, names in IN_FOLDERS.items():
        below = "|".join(map(re.escape, folders))
        parts.append(rf"(^|/)({below})/(.*/)?({'|'.join(map(_regex, names))})$")
    return "|".join(parts)


def _regex(pattern: str) -> str:
    if pattern == NO_SUFFIX:
        return pattern
    parts = re.split(r"(\*|\[[^\]]+\])", pattern)
    return "".join("[^/]*" if part == "*" else part if part[:1] == "[" else re.escape(part) for part in parts)
