# The machine that is counted on, for the scripts in this directory: `. tests/bench/machine.sh ARCH BUILD_DIRECTORY [KERNEL]`
# Sets what they need to know of an architecture; debugged() runs it under GDB. Every wait is bounded.
# shellcheck shell=sh disable=SC2034,SC2016,SC1007
arch=$1
build=$2
kernel=${3:-$build}
here=tests/bench
out=$build/bench
limit=${PHIAL_LIMIT:-120}
mkdir -p "$out"

# begin: address of the kernel's first instruction (0: QEMU starts there but for some instructions);
# leave: symbol shortly before user mode; in_user: GDB expression; user_end: first address that is the kernel's;
# idle: how recorded time passes while nothing runs (QEMU's ARM does not go on there with sleep=off);
# counter: instruction that reads the counter, as objdump
# writes it; tools: prefix of the binutils.
case $arch in
amd64)
	qemu="qemu-system-x86_64 -M q35 -cpu max" image=kernel.elf
	begin=0x$(nm "$kernel/kernel.elf" | awk '$3 == "pvh_entry" { print $1 }')
	leave=iret_to_user in_user='($cs & 3) == 3' user_end=0000800000000000
	idle=,sleep=off counter=rdtsc tools= ;;
arm)
	qemu="qemu-system-arm -M virt -cpu cortex-a15" image=kernel.img
	begin=0
	leave=return_to_user in_user='($cpsr & 0x1f) == 0x10' user_end=c0000000
	idle= counter='mrc.*15, 0, .*cr9, cr13, {0}' tools=arm-none-eabi- ;;
esac
qemu="$qemu -display none -monitor none -no-reboot -net none"
memory=256    # MiB
archive=bench # which root task

broken() {
	echo "bench: infrastructure: $1" >&2
	[ ! -s "$2" ] || tail -n 20 "$2" | sed 's/^/    | /' >&2
	exit 1
}

# counted BUILD_DIRECTORY: boot that kernel with the benchmark. What it says is in $out/text.
counted() {
	# shellcheck disable=SC2086
	timeout "$limit" $qemu -m $memory -initrd $build/$archive.cpio -kernel "$1/$image" -icount shift=0,sleep=off -serial stdio < /dev/null \
		> "$out/serial" 2> "$out/qemu"
	status=$?
	tr -d '\r\000' < "$out/serial" > "$out/text"
	[ "$status" = 0 ] || broken "QEMU ended with status $status" "$out/qemu"
	grep -aq '^end of figures' "$out/text" || broken "the benchmark stopped before its end" "$out/text"
}

# debugged QEMU-OPTIONS…: GDB starts QEMU, stopped, and follows the commands on the standard input. What it
# prints is in $out/gdb.
debugged() {
	{
		echo 'set pagination off'
		echo 'set confirm off'
		echo "target remote | exec $qemu -m $memory -initrd $build/$archive.cpio -kernel $kernel/$image $* -serial null -S -gdb stdio 2> $out/qemu"
		cat
	} > "$out/gdb.commands"
	timeout -k 5 "$limit" gdb-multiarch -batch -nx -x "$out/gdb.commands" "$kernel/kernel.elf" \
		< /dev/null > "$out/gdb" 2>&1
}
