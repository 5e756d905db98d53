#!/bin/sh
# Makes a container image of Debian's Orthanc with DICOMweb from the package mirror, for machines that reach no image
# registry: the container launcher is tested with it. Root, debootstrap and a container engine are needed.
#   scripts/make-orthanc-image.sh [IMAGE]        default: airworthy-orthanc:bookworm
set -eu

image=${1:-airworthy-orthanc:bookworm}
suite=bookworm

for tool in debootstrap docker; do
  command -v "$tool" >/dev/null || { echo "make-orthanc-image: $tool is not installed" >&2; exit 1; }
done
[ "$(id -u)" = 0 ] || { echo 'make-orthanc-image: only root can do this' >&2; exit 1; }

# The mirror that this machine uses itself.
mirror=$(apt-get indextargets --format '$(SITE)' "Codename: $suite" 2>/dev/null | head -n 1)
root=$(mktemp -d)
trap 'rm -rf --one-file-system "$root"' EXIT INT TERM

debootstrap --variant=minbase "$suite" "$root" "${mirror:-http://deb.debian.org/debian}" >"$root.log" 2>&1 || {
  tail -n 20 "$root.log" >&2
  exit 1
}
rm -f "$root.log"
# No service is started while its package is installed.
printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
chmod 755 "$root/usr/sbin/policy-rc.d"
chroot "$root" env DEBIAN_FRONTEND=noninteractive LC_ALL=C \
  apt-get install -qq -y --no-install-recommends orthanc orthanc-dicomweb >/dev/null
chroot "$root" apt-get clean
rm -rf "$root"/var/lib/apt/lists/* "$root"/usr/share/doc/* "$root"/usr/share/man/*

tar -C "$root" --numeric-owner -c . | docker import --change 'ENTRYPOINT ["Orthanc"]' - "$image" >/dev/null
echo "$image"
