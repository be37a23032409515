"""truthlib -- what the truth-LANG programs share.

A truth file is TSV, written by one truth-LANG run over one repository:

    # comment lines: tool, repository, the filters, counts of what was dropped
    D  path line col kind name symbol              every definition site
    R  path line col kind name symbol in_repo      every reference the compiler answered
    C  path line col name caller callee            every call with a named caller

Lines are counted from 1, columns are 0-based bytes of the name token, paths are
relative to the repository's root.  A symbol may have several D rows (overloads,
a declaration and its definition, a property's getter and setter).  `in_repo` is
1 when the symbol has a D row in the same file.  In a C row the callee is a
symbol, or `?` where the compiler has no answer; the position is the called name.

Rows of kind `local` (variables of a function, parameters, type parameters) serve the
score's "false link to a local" figure only; they never count as references.
"""

import collections
import hashlib
import os
import subprocess
import sys

sys.dont_write_bytecode = True

NOT_SCORED = {"local"}


class Sources:
    """The bytes of the repository's files, by path, cut into lines."""

    def __init__(self, root):
        self.root = root
        self.lines = {}

    def of(self, path):
        if path not in self.lines:
            try:
                with open(os.path.join(self.root, path), "rb") as f:
                    self.lines[path] = f.read().split(b"\n")
            except OSError:
                self.lines[path] = None
        return self.lines[path]

    def byte_col(self, path, line0, utf16_col):
        """Byte column of a UTF-16 column (what SCIP and the TypeScript compiler count in)."""
        lines = self.of(path)
        if lines is None or line0 >= len(lines):
            return None
        raw = lines[line0]
        if raw.isascii():
            return utf16_col
        units, col = 0, 0
        for ch in raw.decode("utf-8", "replace"):
            if units >= utf16_col:
                break
            units += 2 if ord(ch) > 0xFFFF else 1
            col += len(ch.encode("utf-8", "replace"))
        return col

    def text(self, path, line0, start, end):
        lines = self.of(path)
        if lines is None or line0 >= len(lines):
            return ""
        return lines[line0][start:end].decode("utf-8", "replace")

    def has_name_at(self, path, line0, col, name):
        lines = self.of(path)
        if lines is None or line0 >= len(lines):
            return False
        raw = name.encode()
        return lines[line0][col:col + len(raw)] == raw


def in_part(path, part):
    """Whether a path is below the part `a`, or `a,!a/b`: but not the folder or file a/b."""
    wanted, *unwanted = part.split(",!")
    return ((wanted == "." or path.startswith(wanted + "/"))
            and not any(path == u or path.startswith(u + "/") for u in unwanted))


class Truth:
    """Collects rows and writes them sorted, all or nothing."""

    def __init__(self, tool, repo, filters, part=None):
        self.head = ["tool: " + tool, "repository: " + repo]
        if part:
            self.head.append("part: " + part)
        self.head += ["filter: " + f for f in filters]
        self.defs = set()
        self.refs = set()
        self.calls = set()
        self.dropped = {}

    def define(self, path, line, col, kind, name, symbol):
        self.defs.add((path, line, col, kind, name, symbol))

    def refer(self, path, line, col, kind, name, symbol):
        self.refs.add((path, line, col, kind, name, symbol))

    def call(self, path, line, col, name, caller, callee):
        self.calls.add((path, line, col, name, caller, callee))

    def drop(self, why, n=1):
        self.dropped[why] = self.dropped.get(why, 0) + n

    def write(self, out):
        known = {d[5] for d in self.defs}
        at = {(d[0], d[1], d[2], d[5]) for d in self.defs}
        rows = ["D\t%s\t%d\t%d\t%s\t%s\t%s" % d for d in sorted(self.defs)]
        for r in sorted(self.refs):
            if (r[0], r[1], r[2], r[5]) in at:
                continue        # a definition is no reference to itself
            rows.append("R\t%s\t%d\t%d\t%s\t%s\t%s\t%d" % (*r, r[5] in known))
        rows += ["C\t%s\t%d\t%d\t%s\t%s\t%s" % c for c in sorted(self.calls) if c[4] in known]
        head = self.head + ["dropped: %s: %d" % kv for kv in sorted(self.dropped.items())]
        part = out + ".part"
        with open(part, "w", encoding="utf-8", errors="replace") as f:
            for h in head:
                f.write("# " + h + "\n")
            for r in rows:
                f.write(r + "\n")
        os.replace(part, out)
        print("%s: %d definitions, %d references, %d calls"
              % (os.path.basename(out), len(self.defs), len(self.refs), len(self.calls)),
              file=sys.stderr)


def die(message):
    print("%s: %s" % (os.path.basename(sys.argv[0]), message), file=sys.stderr)
    sys.exit(2)


# ---- places and the table of repositories

HERE = os.path.dirname(os.path.abspath(__file__))
Repo = collections.namedtuple("Repo", "lang name origin revision part role")


def cache_dir(*parts):
    base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return os.path.join(base, "fondation-truth", *parts)


def node_modules():
    """Where the npm packages of this package-lock.json are installed."""
    with open(os.path.join(HERE, "package-lock.json"), "rb") as f:
        return cache_dir("node-" + hashlib.sha256(f.read()).hexdigest()[:12], "node_modules")


def repo_dir(name):
    return os.path.join(os.environ.get("FONDATION_TRUTH_DIR") or cache_dir("repos"), name)


def revision(folder):
    """The commit a clone stands at."""
    done = subprocess.run(["git", "-C", folder, "rev-parse", "HEAD"], capture_output=True, text=True)
    if done.returncode:
        die("'%s' is not a git repository" % folder)
    return done.stdout.strip()


def repos(words):
    """Rows of repos.tsv chosen by words: [LANG] [NAME...]; all without words."""
    with open(os.path.join(HERE, "repos.tsv"), encoding="utf-8") as f:
        table = [Repo(*line.rstrip("\n").split("\t")) for line in f if line.strip() and line[0] != "#"]
    langs = [w for w in words if any(r.lang == w for r in table)]
    names = [w for w in words if w not in langs]
    for n in names:
        if not any(r.name == n for r in table):
            die("no language or repository '%s' in repos.tsv" % n)
    return [r for r in table if (not langs or r.lang in langs) and (not names or r.name in names)]
