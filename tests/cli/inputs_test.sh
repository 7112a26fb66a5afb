#!/usr/bin/env bash
# Missing, truncated, oversized and mistyped input: file, position, reason and remedy; status 2 or 1.
. "$(dirname "$0")/lib.sh"
needs python3 gzip

guest off
good=$guest
aarch64-linux-gnu-gcc -c -nostdlib -I "$here/guests" "$here/guests/off.S" -o object.o

# --- files that are not there, or are no files
mkdir folder
: >empty
head -c 100000 /dev/zero >zeros
for option in -kernel -bios; do
    run 2 run $option nowhere
    says nowhere 'No such file'
    run 2 run $option folder
    says folder "not a regular file"
    run 2 run $option empty
    says empty 'byte 0'
done
mkfifo pipe # nobody writes into it
for option in -kernel -bios; do
    run 2 run $option pipe
    says pipe 'not a regular file'
done
for option in -initrd -dtb; do
    run 2 run -kernel "$good" $option nowhere
    says nowhere 'No such file'
    run 2 run -kernel "$good" $option folder
    says folder "not a regular file"
    run 2 run -kernel "$good" $option empty
    says empty
done

# --- kernels
python3 - <<'P'
import struct
def image(size_in_header, total, text=0x80000):
    head = struct.pack('<IIQQQQQQ4sI', 0x14000000, 0, text, size_in_header, 0xa, 0, 0, 0, b'ARM\x64', 0)
    return head + b'\0' * (total - len(head))
open('image', 'wb').write(image(0x10000, 0x1000))
open('short-image', 'wb').write(image(0x10000, 0x1000)[:60])
open('huge-image', 'wb').write(image(1 << 40, 0x1000))
open('wild-image', 'wb').write(image(0xffffffffffffffff, 0x1000, 0xffffffffffff0000))
open('bzimage', 'wb').write(b'\0' * 0x202 + b'HdrS' + b'\0' * 1000)
open('not-gzip', 'wb').write(b'\x1f\x8b' + b'garbage' * 100)
P
gzip -k image && head -c 60 image.gz >short.gz
run 2 run -kernel short-image
says short-image 'byte 60' truncated
run 2 run -kernel huge-image
says huge-image 'larger -m'
run 2 run -kernel wild-image
says wild-image
run 2 run -kernel bzimage
says 'x86 Linux kernel' 'arm64 Image'
run 2 run -kernel short.gz
says short.gz truncated
run 2 run -kernel not-gzip
says not-gzip 'damaged'
run 2 run -kernel "$good" -initrd image
says 'kernel Image' swapped

# --- ELF
head -c 200 "$good" >short.elf
run 2 run -kernel short.elf
says short.elf byte
run 2 run -kernel object.o
says object.o 'link it first'
cp "$good" x86.elf
printf '\x3e\x00' | dd of=x86.elf bs=1 seek=18 conv=notrunc 2>/dev/null
run 2 run -kernel x86.elf
says x86.elf 'byte 18' 'not AArch64'
cp "$good" class.elf
printf '\x01' | dd of=class.elf bs=1 seek=4 conv=notrunc 2>/dev/null
run 2 run -kernel class.elf
says class.elf 'byte 4' '32-bit'
aarch64-linux-gnu-gcc -nostdlib -static -Wl,-Ttext=0x10000000 -Wl,--build-id=none -I "$here/guests" \
    "$here/guests/off.S" -o nowhere.elf
run 2 run -kernel nowhere.elf
says nowhere.elf 0xfff0000 "not in RAM"
truncate -s 200M zeros.big
run 2 run -kernel "$good" -initrd zeros.big -m 64M
says zeros.big

# --- device trees
echo 'not a device tree' >bad.dtb
run 2 run -kernel "$good" -dtb bad.dtb
says bad.dtb 'device tree'
run 0 run -M virt,dumpdtb=good.dtb
head -c 500 good.dtb >short.dtb
run 2 run -kernel "$good" -dtb short.dtb
says short.dtb
run 0 run -kernel "$good" -dtb good.dtb
run 1 run -M virt,dumpdtb=folder
says folder
run 1 run -M virt,dumpdtb=nowhere/x.dtb
says nowhere/x.dtb

# --- firmware
head -c 70000000 /dev/zero >big-firmware
run 2 run -bios big-firmware
says big-firmware
run 2 run -bios "$good"
says 'objcopy -O binary'

# --- loader files and drives
run 2 run -kernel "$good" -device loader,file=nowhere,addr=0x48000000
says nowhere
run 2 run -kernel "$good" -device loader,file=zeros
says zeros addr=
run 2 run -kernel "$good" -device loader,file=zeros,addr=0x1000
says zeros 0x1000
run 2 run -kernel "$good" -device loader,file=zeros,addr=0xfffffffffffffff0
says zeros
run 2 run -kernel "$good" -device loader,file=zeros,addr=0x40100000
says zeros off.elf
run 2 run -kernel "$good" -device loader,addr=0x40100000
says 'file= is missing'
run 2 run -kernel "$good" -device loader,file=zeros,addr=xyz
says xyz 'not a number'
run 0 run -kernel "$good" -device loader,file=zeros,addr=0x46000000
run 2 run -kernel "$good" -device guest-loader,addr=0x46000000,kernel=nowhere
says nowhere
run 2 run -kernel "$good" -device guest-loader,addr=0x1000,kernel=zeros
says zeros 0x1000
run 0 run -kernel "$good" -device guest-loader,addr=0x46000000,kernel=zeros,bootargs=quiet
run 2 run -kernel "$good" -drive file=nowhere
says nowhere
run 2 run -kernel "$good" -drive file=folder
says folder
run 2 run -kernel "$good" -drive file=zeros,format=qcow2
says qcow2 'qemu-img convert'
run 2 run -kernel "$good" -drive readonly=on
says 'file= is missing'
run 0 run -kernel "$good" -drive file=zeros,readonly=on

# --- cost models
run 2 run -kernel "$good" --cost nowhere.yaml
says nowhere.yaml
run 2 run -kernel "$good" --cost xgeen
says xgeen 'Did you mean `xgene`'
printf 'name: x\nprices: [\n' >syntax.yaml
run 2 run -kernel "$good" --cost syntax.yaml
says syntax.yaml:
printf 'name: x\nprices:\n  gich_raed: 3\n' >word.yaml
run 2 run -kernel "$good" --cost word.yaml
says word.yaml:
run 2 run -kernel "$good" --cost empty
says empty
run 2 run -kernel "$good" --cost folder
says folder
run 2 run -kernel "$good" --set nothing=3
says nothing
run 2 run -kernel "$good" --set
says set

# --- scripts and expressions
run 2 run -kernel "$good" --expect nowhere
says nowhere 'No such file'
run 2 run -kernel "$good" --expect folder
says folder
printf '# fine\nhello => x\nno arrow\n' >script
run 2 run -kernel "$good" --expect script
says 'script:3' 'regex => text'
printf 'a(b => x\n' >script
run 2 run -kernel "$good" --expect script
says 'script:1' 'a(b'
run 2 run -kernel "$good" --exit-on 'a['
says '--exit-on' 'a['
printf 'hello' | head -c 5 >script
run 2 run -kernel "$good" --expect script
says 'script:1'
run 2 run -kernel "$good" --trace-exceptions nowhere/trace
says nowhere/trace

# --- recordings to write
echo 'a letter to my aunt' >letter
run 2 run -kernel "$good" --record letter
says letter 'not a recording' Remove
is 'the letter' "$(cat letter)" 'a letter to my aunt'
run 1 run -kernel "$good" --record nowhere/run.db
says nowhere/run.db
run 2 run -kernel "$good" --record folder
says folder
run 2 run -kernel nowhere --record half.db
absent half.db half.db-wal half.db-shm
run 2 run -kernel "$good" --cost nowhere.yaml --record half.db
absent half.db

# --- recordings to read
guest type1 -DCALLS=5 -DWRITES=2
run 0 run -M virtualization=on -kernel "$guest" --record run.db
for verb in report whatif; do
    more=
    [ $verb = whatif ] && more='--cost xgene'
    run 2 $verb nowhere.db $more
    says nowhere.db 'No such file'
    run 2 $verb letter $more
    says letter
    run 2 $verb empty $more
    says empty
    run 2 $verb folder $more
    says folder
    head -c 5000 run.db >short.db
    run 2 $verb short.db $more
    says short.db
    cp run.db damaged.db
    dd if=/dev/urandom of=damaged.db bs=1 seek=5000 count=30000 conv=notrunc 2>/dev/null
    timeout 60 "$program" $verb damaged.db $more >out 2>err </dev/null
    status=$?
    command="doubletrap $verb damaged.db"
    [ $status = 1 ] || [ $status = 2 ] || wrong "exit status $status, not 1 or 2"
    says damaged.db
done
run 2 report
says 'report'
run 2 whatif run.db --cost nowhere.yaml
says nowhere.yaml
finish
