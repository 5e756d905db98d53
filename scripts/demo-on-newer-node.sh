#!/bin/sh
# Runs the demo with the embedded PACS on a newer Node than this machine's, from a copy, so that nothing of the checkout changes.
# The npm package "node" brings the binary and the headers that better-sqlite3 is compiled with.
#   scripts/demo-on-newer-node.sh [MAJOR]        default: 24; dist/ must be built
set -eu
cd "$(dirname "$0")/.."

major=${1:-24}
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT INT TERM

mkdir "$copy/node" "$copy/airworthy"
npm install --prefix "$copy/node" --no-audit --no-fund --silent "node@$major"
node=$(dirname "$(find "$copy/node" -path '*/bin/node' -size +1M | head -n 1)")/..
tar -c --exclude ./.git --exclude ./reports/runs . | tar -x -C "$copy/airworthy"
cd "$copy/airworthy"
PATH="$node/bin:$PATH"
rm -rf node_modules/better-sqlite3/build
npm_config_nodedir=$node npm rebuild better-sqlite3 --silent
echo "airworthy demo on Node $(node --version)"
node dist/cli/main.js demo --pacs embedded --out "$copy/run"
