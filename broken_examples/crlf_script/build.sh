#!/bin/sh
echo "built" > state
