# packages.sh - Debian's arm64 packages through a private apt. Sourced by tools/guests.
#
# $cache/packages/in-use         lines "name version architecture", the packages in use
# $cache/packages/NAME_VERSION/  one unpacked package
# $cache/apt/                    the private state of apt

packages="busybox-static u-boot-qemu"      # besides those whose name has to be looked up:
kernel_meta=linux-image-cloud-arm64
xen_meta=xen-system-arm64

# Runs apt-$1 on a private state, for arm64, with the system's own sources and keys.
private_apt()
{
    local tool=$1 state=$cache/apt
    shift
    mkdir -p "$state/lists/partial" "$state/cache/archives/partial"
    : >"$state/status"
    "apt-$tool" -o "Dir::State=$state" -o "Dir::State::lists=$state/lists" \
        -o "Dir::State::status=$state/status" -o "Dir::Cache=$state/cache" \
        -o APT::Architecture=arm64 -o APT::Architectures=arm64 -o APT::Sandbox::User=root "$@"
}

# resolve META PREFIX - the package of today that META depends on: linux-image-VERSION-cloud-arm64.
resolve()
{
    local found
    found=$(private_apt cache depends "$1" 2>/dev/null |
        sed -n "s/^ *Depends: *\\($2[^ :]*\\).*/\\1/p" | head -n 1)
    [ -n "$found" ] || die "apt knows no package $2... that $1 depends on." \
        "Are Debian's own sources in /etc/apt/sources.list*? apt-cache policy shows what is used."
    echo "$found"
}

# candidate NAME - prints "version architecture filename" of what apt would take.
candidate()
{
    private_apt cache show --no-all-versions "$1" 2>/dev/null | awk '
        /^Version:/ { version = $2 } /^Architecture:/ { architecture = $2 }
        END { if (version != "") print version, architecture }'
}

# A version with an epoch has a colon in it, which is awkward in paths.
package_dir_of() { echo "$cache/packages/${1}_${2//:/%3a}"; }

package_dir()
{
    local version
    version=$(awk -v name="$1" '$1 == name { print $2 }' "$cache/packages/in-use")
    [ -n "$version" ] || die "package $1 is not among those in use" "Run tools/guests update."
    package_dir_of "$1" "$version"
}

kernel_package() { awk '$1 ~ /^linux-image-/ { print $1 }' "$cache/packages/in-use"; }
xen_package() { awk '$1 ~ /^xen-hypervisor-/ { print $1 }' "$cache/packages/in-use"; }
kernel_release() { kernel_package | sed 's/^linux-image-//'; }

need_tools()
{
    local tool
    for tool in "$@"; do
        command -v "$tool" >/dev/null || die "the program $tool is missing" \
            "tools/setup demo installs it."
    done
}

apt_update()
{
    local log=$cache/apt/update.log
    mkdir -p "$cache/apt"
    private_apt get update -q -o APT::Update::Error-Mode=any >"$log" 2>&1 || {
        tail -n 4 "$log" >&2
        die "apt could not read Debian's package lists for arm64." \
            "Check the network and /etc/apt/sources.list*, then run tools/guests again; log: $log"
    }
}

# fetch NAME VERSION ARCHITECTURE - downloads and unpacks one package unless it is there.
fetch()
{
    local name=$1 version=$2 architecture=$3 dir work
    dir=$(package_dir_of "$name" "$version")
    [ -d "$dir" ] && return
    work=$dir.new
    rm -rf "$work"
    mkdir -p "$work/deb"
    (cd "$work/deb" && private_apt get download -q "$name:$architecture=$version") \
        >"$cache/apt/download.log" 2>&1 || {
        tail -n 4 "$cache/apt/download.log" >&2
        rm -rf "$work"
        die "package $name $version ($architecture) could not be downloaded." \
            "If Debian has replaced it meanwhile, run tools/guests update; else check the network."
    }
    dpkg-deb -x "$work"/deb/*.deb "$work/root" || {
        rm -rf "$work"
        die "package $name $version does not unpack." "Is the disk full? Then make room in $cache."
    }
    chmod -R u+rwX,go+rX "$work/root"
    mv "$work/root" "$dir"
    rm -rf "$work"
}

# Asks apt what is current, fetches it, and only then says that it is in use.
packages_update()
{
    [ -z "${DOUBLETRAP_OFFLINE:-}" ] || die "packages are to be fetched, but DOUBLETRAP_OFFLINE is set." \
        "Run tools/guests once with a network; later runs need none."
    need_tools apt-get apt-cache dpkg-deb awk
    step "read the package lists for arm64" apt_update
    local kernel xen name found
    kernel=$(resolve "$kernel_meta" linux-image-)
    xen=$(resolve "$xen_meta" xen-hypervisor-)
    mkdir -p "$cache/packages"
    : >"$cache/packages/in-use.new"
    for name in $kernel $xen $packages; do
        found=$(candidate "$name")
        [ -n "$found" ] || die "apt knows no package $name for arm64." \
            "Are Debian's own sources (component main) in /etc/apt/sources.list*?"
        # shellcheck disable=SC2086  # version and architecture are two words
        step "have $name $found" fetch "$name" $found
        echo "$name $found" >>"$cache/packages/in-use.new"
    done
    mv "$cache/packages/in-use.new" "$cache/packages/in-use"
}

# True when every package in use is still unpacked in the cache.
packages_complete()
{
    local name version _
    [ -s "$cache/packages/in-use" ] || return 1
    while read -r name version _; do
        [ -d "$(package_dir_of "$name" "$version")" ] || return 1
    done <"$cache/packages/in-use"
    for name in $packages xen-hypervisor-.*; do
        grep -q "^$name " "$cache/packages/in-use" || return 1
    done
}

packages_ensure() { packages_complete || packages_update; }
