# images.sh - initramfs images, the same bytes from the same inputs. Sourced by tools/guests.
#
# $cache/images/initrd-NAME-KEY.gz, where KEY is a hash of everything that goes in.

kvm_dir=$root/workloads/kvm
kvm_cflags="-std=c11 -D_GNU_SOURCE -Os -static -s"
virtio_modules="virtio_mmio virtio_blk virtio-rng"

# The commands of the images: links to busybox, which knows by its name what it is to be.
applets="sh ash mount umount cat echo grep sed awk cut head tail sort uniq wc ls cp mv rm mkdir mknod ln
touch chmod dd od hexdump md5sum sha256sum printf sleep date time uname dmesg ps top kill free df id env
true false test expr seq tr tee xargs find vi more clear reset insmod rmmod lsmod modprobe poweroff reboot
halt setsid cttyhack devmem hostname ifconfig ping nproc taskset chrt stty sync uptime vmstat which yes"

# What the images depend on: the key changes when one of these does.
image_inputs()
{
    cat "$cache/packages/in-use"
    cat "$root/tools/guests.d/images.sh" "$kvm_dir/init"
    case $1 in
    kvm)
        cat "$kvm_dir"/*.[chS]
        aarch64-linux-gnu-gcc --version | head -n 1
        ;;
    esac
}

image_key() { image_inputs "$1" | sha256sum | cut -c1-16; }

build_kvmclient()
{
    # shellcheck disable=SC2086  # flags are words
    (cd "$kvm_dir" && aarch64-linux-gnu-gcc $kvm_cflags -o "$1" main.c vm.c results.c payload.S) ||
        die "workloads/kvm does not compile." "The compiler's words are above."
}

# Kernel modules with all that they need, in loading order, into $1/modules.
add_modules()
{
    local tree=$1 kernel release module file PATH=$PATH:/usr/sbin:/sbin
    shift
    need_tools depmod modprobe
    kernel=$(package_dir "$(kernel_package)")
    release=$(kernel_release)
    mkdir -p "$tree/modules"
    [ -s "$kernel/lib/modules/$release/modules.dep" ] || depmod -b "$kernel" "$release" ||
        die "the modules of $(kernel_package) cannot be listed." "Is package kmod installed? tools/setup demo does it."
    for module in "$@"; do
        modprobe -d "$kernel" -S "$release" --show-depends "$module" |
            awk '$1 == "insmod" { print $2 }' |
            while read -r file; do
                [ -e "$tree/modules/${file##*/}" ] && continue
                cp "$file" "$tree/modules/"
                echo "${file##*/}" >>"$tree/modules/order"
            done
    done
}

# Fills the directory $2 with what belongs into the image named $1.
fill_tree()
{
    local name=$1 tree=$2 applet
    mkdir -p "$tree/bin" "$tree/dev" "$tree/proc" "$tree/sys" "$tree/tmp"
    install -m 755 "$(path_of busybox)" "$tree/bin/busybox"
    for applet in $applets; do
        ln -s busybox "$tree/bin/$applet"
    done
    install -m 755 "$kvm_dir/init" "$tree/init"
    case $name in
    lean) ;;
    kvm) build_kvmclient "$tree/bin/kvmclient" ;;
    virtio)
        # shellcheck disable=SC2086  # a list of words
        add_modules "$tree" $virtio_modules
        ;;
    esac
}

# Packs the directory $1 into $2: names sorted, owner 0, times 0, no inode numbers of this machine.
pack_tree()
{
    find "$1" -exec touch -h -d @0 {} +
    (cd "$1" && find . -print0 | LC_ALL=C sort -z | cpio -0 -o -H newc -R 0:0 --reproducible --quiet) |
        gzip -9n >"$2"
}

build_image()
(
    name=$1 image=$2
    umask 022
    need_tools cpio gzip install
    [ "$name" != kvm ] || need_tools aarch64-linux-gnu-gcc
    work=$(mktemp -d "$cache/images/work.XXXXXX")
    trap 'rm -rf "$work"' EXIT
    mkdir "$work/tree"
    fill_tree "$name" "$work/tree"
    pack_tree "$work/tree" "$work/image"
    mv "$work/image" "$image"
)

# Prints the path of the image named $1 after building it, unless it is there.
image_path()
{
    local image
    mkdir -p "$cache/images"
    image=$cache/images/initrd-$1-$(image_key "$1").gz
    [ -s "$image" ] || step "built initrd-$1" build_image "$1" "$image" >&2
    echo "$image"
}
