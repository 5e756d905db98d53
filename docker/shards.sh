#!/bin/sh
# The harness of docker-compose.yml several times side by side, each with a PACS and a product of its own and a part of the
# scenarios; then one run made of all parts. Exit code of the whole, as of a run.
#   docker/shards.sh PARTS FOLDER [options of airworthy run]
set -eu
if [ $# -lt 2 ] || ! [ "$1" -ge 2 ] 2>/dev/null || [ "$1" -gt 50 ]; then
  echo 'Give the number of parts (2 to 50) and a folder for what they leave: docker/shards.sh 3 ./reports/shards' >&2
  exit 2
fi
parts=$1
mkdir -p "$2"
folder=$(cd "$2" && pwd)
shift 2
for each in "$folder"/part-* "$folder/whole"; do
  [ ! -e "$each" ] || { echo "There is $each already. Choose another folder, or remove it." >&2; exit 2; }
done
cd "$(dirname "$0")/.."
compose=${COMPOSE:-docker compose}
image=${AIRWORTHY_IMAGE:-airworthy:local}
# Two calls side by side have stacks of other names.
name=airworthy-shards-$$

# Each stack has ports of its own, on a loopback address of its own.
stack() {
  part=$1
  shift
  AIRWORTHY_BIND=127.0.1.$part AIRWORTHY_LOOPBACK=127.0.1.$part \
    $compose --project-name "$name-$part" --profile harness "$@"
}

remove() {
  docker rm --force "$name-merge" >/dev/null 2>&1 || true
  for part in $(seq "$parts"); do
    docker rm --force "$name-$part-run" >/dev/null 2>&1 || true
    stack "$part" down --volumes --timeout 5 >/dev/null 2>&1 || true
  done
}
trap remove EXIT
trap 'exit 3' INT TERM

docker image inspect "$image" >/dev/null 2>&1 || stack 1 build harness
for part in $(seq "$parts"); do
  echo "Part $part of $parts: what it says goes to $folder/part-$part.log"
  stack "$part" run -T --name "$name-$part-run" harness \
    --shard "$part/$parts" --out /data/part "$@" >"$folder/part-$part.log" 2>&1 </dev/null &
done
# What counts is what they recorded, whatever the exit codes of the parts.
wait

docker create --name "$name-merge" "$image" merge $(seq -f '/tmp/part-%g' "$parts") --out /tmp/whole >/dev/null
for part in $(seq "$parts"); do
  docker cp "$name-$part-run:/data/part" "$folder/part-$part" >/dev/null || {
    echo "Part $part left no record:" >&2
    tail -n 20 "$folder/part-$part.log" >&2
    exit 3
  }
  # Owned by whoever runs in the image.
  tar -C "$folder" --owner 1000 --group 1000 -cf - "part-$part" | docker cp - "$name-merge:/tmp"
done
code=0
docker start --attach "$name-merge" || code=$?
docker cp "$name-merge:/tmp/whole" "$folder/whole" >/dev/null
echo "The whole: $folder/whole/report.html"
exit "$code"
