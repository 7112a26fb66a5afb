#!/usr/bin/env bash
# Every command line of `doubletrap` that README.md and docs/ show has only options that there are: with
# --help behind it, it is read to its end and run by nobody.
. "$(dirname "$0")/lib.sh"
needs python3

repository=$(cd "$here/../.." && pwd)
python3 - "$repository" >lines <<'P'
import pathlib, re, sys
root = pathlib.Path(sys.argv[1])
for page in [root / "README.md", *sorted((root / "docs").glob("*.md"))]:
    text = page.read_text().replace("\\\n", " ")
    for line in re.findall(r"^    (?:build/release/)?doubletrap (.*)$", text, re.M):
        line = re.sub(r"\s--?\s.*$|\s[>|]\s*\S+.*$|\s+#\s.*$", "", line)
        print(page.name + "\t" + line)
P
[ "$(wc -l <lines)" -ge 12 ] || wrong "only $(wc -l <lines) command lines were found"
while IFS=$'\t' read -r page line; do
    [[ $line == *...* ]] && continue
    before=$failures
    eval "set -- ${line//\$/}" # the words as a shell has them; $kernel is any word
    run 0 "$@" --help
    [ "$failures" = "$before" ] || echo "  in $page"
done <lines

# The SQL of docs/recording.md runs and finds something.
if command -v sqlite3 >/dev/null; then
    run 0 micro --hyp type2 --record run.db
    grep -o '^    [$] sqlite3 .*' "$repository/docs/recording.md" | sed 's/^    [$] //' >queries
    [ "$(wc -l <queries)" -ge 5 ] || wrong "only $(wc -l <queries) queries were found"
    while IFS= read -r query; do
        command=$query
        bash -c "$query" >out 2>err </dev/null || wrong 'a query of docs/recording.md failed'
        [ -s out ] || [ -s exits.csv ] || wrong 'a query of docs/recording.md found nothing'
    done <queries
fi

# What the pages say of micro's hypercalls is what it says.
run 0 micro --json
for number in $(python3 -c '
import json
for row in json.load(open("out")):
    if row["operation"] == "Hypercall" and row["hypervisor"] in ("type1", "type2"):
        print("{:,}".format(round(row["mean_cycles"])))
'); do
    for page in README.md docs/tour.md; do
        grep -qF "$number" "$repository/$page" || wrong "$page does not say that a hypercall is $number cycles"
    done
done
finish
