#!/bin/sh
. ./config/settings.ini
echo "listening on $port"
