# shellcheck shell=sh
# Knows how a browser comes to be here for the tests that open the HTML report.

use packages suites

private_browser() { printf '%s/browser/chromium' "$DEV_HOME"; }

# find_browser: the first there is. Ubuntu's chromium-browser is no browser but asks for a snap.
find_browser() (
    for browser in "${BISECTBUILD_TEST_BROWSER:-}" chromium google-chrome google-chrome-stable chromium-browser \
        "$(private_browser)"; do
        have "${browser:-none}" || continue
        timeout 60 "$browser" --version 2>/dev/null | grep -qiE '^(chromium|google chrome)' || continue
        command -v "$browser"
        return 0
    done
    return 1
)

# browser_ready: sets BISECTBUILD_TEST_BROWSER; fails, with words, where none can be had.
browser_ready() {
    BISECTBUILD_TEST_BROWSER=$(find_browser) || {
        get_browser || return 1
        BISECTBUILD_TEST_BROWSER=$(find_browser) || {
            say "Chromium is here now, but chromium --version does not answer."
            return 1
        }
    }
    export BISECTBUILD_TEST_BROWSER
}

# get_browser: installs Debian's; without root it is unpacked beside the engines.
get_browser() {
    [ "$(os_release ID)" = debian ] || {
        say "The tests of the HTML report need Chromium or Chrome, and there is none." \
            "Ubuntu's package chromium-browser is only a stub for a snap: install Google Chrome or a real Chromium," \
            "or name one in BISECTBUILD_TEST_BROWSER."
        return 1
    }
    if can_be_root; then
        need_packages "Testing the HTML report" chromium
    else
        with_lock unpack_program "$DEV_HOME/browser" chromium usr/lib/chromium/chromium
    fi
}
