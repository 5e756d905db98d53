#!/bin/sh
# Makes the images that the container tests need from the package mirrors and this machine's own Node, for machines that
# reach no image registry. Those that exist already are left alone.
#   scripts/make-local-images.sh            as root, with debootstrap and a container engine
#   airworthy-orthanc:bookworm   Orthanc with DICOMweb, in the place of the upstream image (AIRWORTHY_ORTHANC_IMAGE)
#   airworthy-node:bookworm      Node, in the place of the official image (AIRWORTHY_NODE_IMAGE)
#   airworthy:local              airworthy, built by docker/Dockerfile; made anew each time
set -eu
cd "$(dirname "$0")/.."

suite=bookworm
debian=airworthy-debian:$suite
orthanc=airworthy-orthanc:$suite
node=airworthy-node:$suite

for tool in debootstrap docker; do
  command -v "$tool" >/dev/null || { echo "make-local-images: $tool is not installed" >&2; exit 1; }
done
[ "$(id -u)" = 0 ] || { echo 'make-local-images: only root can do this' >&2; exit 1; }

context=$(mktemp -d)
trap 'rm -rf --one-file-system "$context"' EXIT INT TERM

has() { docker image inspect "$1" >/dev/null 2>&1; }
# On the network of this machine, which has what it takes to reach the mirrors. What it says is shown when it fails.
build() {
  docker build --network host "$@" >"$context/log" 2>&1 || { tail -n 40 "$context/log" >&2; exit 1; }
}

if ! has "$debian"; then
  # The mirror that this machine uses itself.
  mirror=$(apt-get indextargets --format '$(SITE)' "Codename: $suite" 2>/dev/null | head -n 1)
  debootstrap --variant=minbase "$suite" "$context/root" "${mirror:-http://deb.debian.org/debian}" >"$context/log" 2>&1 || {
    tail -n 20 "$context/log" >&2
    exit 1
  }
  # No service is started while its package is installed.
  printf '#!/bin/sh\nexit 101\n' >"$context/root/usr/sbin/policy-rc.d"
  chmod 755 "$context/root/usr/sbin/policy-rc.d"
  rm -rf "$context"/root/var/cache/apt/* "$context"/root/var/lib/apt/lists/* "$context"/root/usr/share/doc/*
  tar -C "$context/root" --numeric-owner -c . | docker import - "$debian" >/dev/null
  rm -rf --one-file-system "$context/root"
fi

if ! has "$orthanc"; then
  build --tag "$orthanc" - <<END
FROM $debian
RUN apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends orthanc \
  orthanc-dicomweb && rm -rf /var/lib/apt/lists/* /var/cache/apt/*
ENTRYPOINT ["Orthanc"]
END
fi

if ! has "$node"; then
  mkdir -p "$context/bin" "$context/lib" "$context/include" "$context/certs" "$context/prebuilds"
  cp "$(readlink -f "$(command -v node)")" "$context/bin/node"
  cp -r "$(npm root --global)/npm" "$context/lib/npm"
  cp -rL "$(dirname "$(command -v node)")/../include/node" "$context/include/node" 2>/dev/null || :
  # Whoever this machine trusts: its way to the npm registry may lead through a proxy.
  cp /etc/ssl/certs/ca-certificates.crt "$context/certs/" 2>/dev/null || : >"$context/certs/ca-certificates.crt"
  # better-sqlite3 as it was compiled here, where that has been done; else the image compiles it.
  node scripts/pack-prebuilt.mjs better-sqlite3 "$context/prebuilds"
  cat >"$context/Dockerfile" <<END
FROM $debian
COPY bin /usr/local/bin
COPY lib /usr/local/lib/node_modules
COPY include /usr/local/include
COPY certs /etc/ssl/certs
COPY prebuilds /usr/local/share/prebuilds
ENV NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt
ENV npm_config_better_sqlite3_local_prebuilds=/usr/local/share/prebuilds
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm && useradd --create-home --uid 1000 node && npm --version
END
  build --tag "$node" "$context"
fi

build --build-arg "NODE_IMAGE=$node" --tag airworthy:local --file docker/Dockerfile .
echo "$orthanc $node airworthy:local"
