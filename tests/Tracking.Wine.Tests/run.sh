#!/bin/sh
# Runs a program of tests in Wine: run.sh PROGRAM OPTION... -result-junit PATH. Ends with 77 where Wine does not start.
root=$(cd "$(dirname "$0")/../.." && pwd)
# Wine's own Windows takes ten seconds to make, so that it is kept.
export WINEPREFIX="$root/artifacts/wine" WINEDEBUG=-all
# Wine does not know how .NET maps its code twice, and ends it when the first finaliser frees some.
export DOTNET_EnableWriteXorExecute=0
export TRACKING_TEST_MODULE="Z:$root/Tracking.psd1"
unset TRACKING_HOME
mkdir -p "$WINEPREFIX"

# Under time limits: what Wine does not know may hang.
timeout --kill-after=5 120 wine cmd /c exit || {
    echo "Wine does not start here: exit code $?."
    exit 77
}
# The system's root is drive Z.
timeout --kill-after=5 300 wine "$@"
code=$?
wineserver --kill
exit $code
