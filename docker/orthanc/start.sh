#!/bin/sh
# Starts Orthanc with the given configuration and the DICOMweb plugin, wherever the image has them.
#   start.sh CONFIG        CONFIG names /tmp/airworthy/plugins as its folder of plugins
set -e
mkdir -p /tmp/airworthy/plugins /tmp/airworthy/db
plugin=$(find /usr/share/orthanc /usr/local/share/orthanc /usr/lib/orthanc -name 'libOrthancDicomWeb.so*' 2>/dev/null | head -n 1)
if [ -n "$plugin" ]; then ln -sf "$(readlink -f "$plugin")" /tmp/airworthy/plugins/OrthancDicomWeb.so; fi
exec Orthanc "$1"
