#!/bin/sh
# Becomes the service of this image (signals reach it), or the command line with the arguments that were given.
set -eu
if [ "$CASELOOP_SERVICE" = caseloop ]; then exec node apps/caseloop/dist/main.js "$@"; fi
# The young generation holds a batch as long as its transaction lasts.
exec node --enable-source-maps --max-semi-space-size=32 "apps/$CASELOOP_SERVICE/dist/main.js"
