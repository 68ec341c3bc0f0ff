#!/bin/sh
# Makes docs/pictures/report-*.png: the HTML reports of the two JSON reports next to this script, as a browser shows them on a
# desktop and on a phone, light and dark. Needs chromium.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
repository=$(cd "$here/../.." && pwd)
pictures=$repository/docs/pictures
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# $1: the page, $2: the picture, $3: width, $4: height, $5: light or dark
picture() {
    dark=
    [ "$5" = light ] || dark='--force-dark-mode --blink-settings=preferredColorScheme=0'
    # shellcheck disable=SC2086 # several options or none
    chromium --headless=new --no-sandbox --disable-gpu --hide-scrollbars --user-data-dir="$work/profile" $dark \
        --window-size="$3,$4" --screenshot="$2" "file://$1" >/dev/null 2>&1
}

mkdir -p "$pictures"
dotnet build "$repository/src/Stagecraft.Bootstrap.Tool" --nologo -v quiet
for name in ready failures; do
    # The exit code is that of the reported run.
    dotnet run --no-build --project "$repository/src/Stagecraft.Bootstrap.Tool" -- \
        report merge "$here/report-$name.json" --report "$work/$name.html" >/dev/null || [ -s "$work/$name.html" ]
    # A window of Chromium has at least 500 pixels, so the phone is a frame.
    cat >"$work/$name-phone.html" <<PAGE
<!DOCTYPE html><style>body { margin: 0; background: #888 } iframe { display: block; width: 390px; height: 844px; margin: 28px auto; border: 0; border-radius: 12px }</style><iframe src="$name.html"></iframe>
PAGE
    for scheme in light dark; do
        picture "$work/$name.html" "$pictures/report-$name-$scheme.png" 1280 960 "$scheme"
        picture "$work/$name-phone.html" "$pictures/report-$name-phone-$scheme.png" 500 900 "$scheme"
    done
done
