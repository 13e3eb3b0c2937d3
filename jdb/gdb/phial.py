# For GDB: prints what stands in the kernel's own structures, from their types and symbols. It needs nothing
# but memory, so it works through every stub: the debugger's own (`make gdb`), QEMU's (`make debug`).
#
#     phial tasks             all tasks                          phial holders ID   who has capabilities to it
#     phial threads           all threads, with what they do     phial page PA      mapping tree of a page
#     phial objects           all kernel objects                 phial caps TASK    capability table
#     phial program FILE [sigma0|root]   symbols of a program, from its ELF file
#
# TASK and ID are debugger ids or names, as at the debugger's prompt. $phial(ID) is an object's address.
#
# Start reading at objects(): everything else hangs on the list of all objects.
import functools

import gdb


# ---- Walking ------------------------------------------------------------------------------------

def type_of(name):
    return gdb.lookup_type("struct " + name)


@functools.lru_cache(None)
def offset_of(struct, member):
    return [f.bitpos // 8 for f in type_of(struct).fields() if f.name == member][0]


def container(node, struct, member):
    address = int(node.address if node.type.code != gdb.TYPE_CODE_PTR else node)
    whole = gdb.Value(address - offset_of(struct, member)).cast(type_of(struct).pointer()).dereference()
    whole.fetch_lazy()  # once, instead of member by member: a serial line is slow
    return whole


def in_list(head, struct, member):
    """What hangs in a ring of list nodes, in order."""
    at = head["next"]
    while int(at) != int(head.address):
        yield container(at, struct, member)
        at = at.dereference()["next"]


def objects(kind=None):
    for obj in in_list(gdb.parse_and_eval("all_objects"), "object", "all"):
        if kind is None or kind_of(obj) == kind:
            yield obj


kinds = {}


def kind_of(obj):
    at = int(obj["type"])
    if at not in kinds:
        kinds[at] = obj["type"]["name"].string()
    return kinds[at]


def as_task(obj):
    return container(obj, "task", "object")


def as_thread(obj):
    return container(obj, "thread", "object")


# ---- Names --------------------------------------------------------------------------------------

def name_of(number):
    """The name that a program gave the object, from the debugger's table (jdb/names.c)."""
    try:
        buckets = gdb.parse_and_eval("'jdb/names.c'::buckets")
    except gdb.error:
        return ""  # a kernel without its debugger
    at = buckets[number % (buckets.type.range()[1] + 1)]
    while int(at):
        if int(at["id"]) == number:
            return at["text"].string(errors="replace")
        at = at["next"]
    return ""


def label(number):
    if number == 0:
        return "-"
    name = name_of(number)
    return "%d:%s" % (number, name) if name else str(number)


def find(word, kind=None):
    for obj in objects(kind):
        number = int(obj["id"])
        if word == str(number) or word == name_of(number):
            return obj
    raise gdb.GdbError("there is no %s %s" % (kind or "object", word))


# ---- Words --------------------------------------------------------------------------------------

@functools.lru_cache(None)
def enum_names(prefix):
    """Enumerators THREAD_… of the kernel as (value, word)."""
    fields = type_of_enum("thread_state").fields()
    return [(f.enumval, f.name[len(prefix):].lower()) for f in fields if f.name.startswith(prefix)]


def type_of_enum(name):
    return gdb.lookup_type("enum " + name)


def state_words(state):
    words = [w for bit, w in sorted(enum_names("THREAD_")) if state & bit]
    return "|".join(words) if words else "stopped"


def rights_text(rights, letters):
    return "".join(c if rights & bit else "-" for c, bit in letters)


CAP_RIGHTS = (("R", 4), ("W", 1), ("S", 2), ("D", 8))
PAGE_RIGHTS = (("R", 4), ("W", 2), ("X", 1))


def table(rows, heading):
    rows = [heading] + [[str(c) for c in r] for r in rows]
    width = [max(len(r[i]) for r in rows) for i in range(len(heading))]
    for r in rows:
        print("  ".join(c.ljust(w) for c, w in zip(r, width)).rstrip())


# ---- Threads, tasks, objects --------------------------------------------------------------------

def partner_of(t):
    state = int(t["state"])
    bits = dict((w, b) for b, w in enum_names("THREAD_"))
    if state & (bits["sending"] | bits["transfer"]):
        return int(t["send_to"]["object"]["id"]) if int(t["send_to"]) else 0
    if state & bits["receiving"] and int(t["partner"]):
        owner = int(t["partner"])
        for obj in objects("thread"):
            if int(as_thread(obj)["sender"].address) == owner:
                return int(obj["id"])
    return 0


def thread_rows():
    for obj in objects("thread"):
        t = as_thread(obj)
        task = int(t["task"]["object"]["id"]) if int(t["task"]) else 0
        yield (label(int(obj["id"])), label(task), state_words(int(t["state"])),
               int(t["cpu"]["number"]) if int(t["cpu"]) else "-", int(t["sched"]["priority"]),
               label(partner_of(t)), "%x" % int(t.address))


def task_rows():
    for obj in objects("task"):
        task = as_task(obj)
        threads = [int(t["object"]["id"]) for t in in_list(task["threads"], "thread", "in_task")]
        quota = obj["quota"].dereference()
        yield (label(int(obj["id"])), len(threads), sum(1 for _ in slots(task)),
               int(quota["used"]), "%x" % int(task.address))


def object_rows():
    for obj in objects():
        yield (label(int(obj["id"])), kind_of(obj), int(obj["refs"]), int(obj["counted"]),
               "dying" if int(obj["dying"]) else "", "%x" % int(obj.address))


# ---- Capabilities -------------------------------------------------------------------------------

def slots(task):
    """(index, slot) of every capability that a task has."""
    tables = task["caps"]["tables"]
    if not int(tables):
        return
    slot_type = type_of("cap_slot")
    page = 4096
    word = gdb.lookup_type("unsigned long").sizeof
    memory = gdb.selected_inferior().read_memory(int(tables), page).tobytes()
    for i in range(page // word):
        at = int.from_bytes(memory[i * word:(i + 1) * word], "little")
        if not at:
            continue
        frame = gdb.selected_inferior().read_memory(at, page).tobytes()
        for j in range(page // slot_type.sizeof):
            where = j * slot_type.sizeof + offset_of("cap_slot", "object")
            if int.from_bytes(frame[where:where + word], "little"):
                slot = gdb.Value(at + j * slot_type.sizeof).cast(slot_type.pointer())
                yield i * (page // slot_type.sizeof) + j, slot.dereference()


def cap_rows(task):
    for index, slot in slots(task):
        obj = slot["object"].dereference()
        node = slot["node"]
        yield ("%x" % index, label(int(obj["id"])), kind_of(obj),
               rights_text(int(node["rights"]), CAP_RIGHTS), "%x" % int(node["attributes"]),
               int(node["depth"]))


def print_holders(obj):
    known = {}
    for other in objects("task"):
        for index, slot in slots(as_task(other)):
            known[int(slot.address)] = (int(other["id"]), index)
    head = obj["slots"]
    node = head["next"]
    while int(node) != int(head.address):
        task, index = known.get(int(node) - offset_of("cap_slot", "node"), (0, 0))
        print("%s%s  slot %x  %s" % ("  " * int(node["depth"]), label(task), index,
                                     rights_text(int(node["rights"]), CAP_RIGHTS)))
        node = node.dereference()["next"]


# ---- Mapping trees of pages ---------------------------------------------------------------------

ROOT = "MAP_ENTRY_ROOT"
SLICE = "MAP_ENTRY_SLICE"


def constant(name):
    return int(gdb.parse_and_eval(name))


def bucket(where, at):
    """The hash of kernel/space/mapdb.c, mapdb_bucket()."""
    x = (where * 0x9e3779b97f4a7c15 ^ at * 0xc2b2ae3d27d4eb4f) & (1 << 64) - 1
    table_ = gdb.parse_and_eval("mapdb_hash")
    return table_["buckets"][(x >> 32) & (int(table_["count"]) - 1)]


def find_root(pa):
    sigma0 = int(gdb.parse_and_eval("&sigma0_task->mem"))
    for order in range(63, 11, -1):
        at = pa >> order << order | order
        e = bucket(sigma0, at)
        while int(e):
            if int(e["where"]) == sigma0 and int(e["at"]) == at:
                return container(e.dereference(), "mapping", "entry")
            e = e["hash_next"]
    return None


def entry_of(node):
    return container(node, "map_entry", "node")


def mapping_of(e):
    return container(e, "mapping", "entry")


def slice_of(e):
    return container(e, "slice", "entry")


def first_in(slice_):
    return mapping_of(entry_of(slice_["entry"]["node"]["next"]))


def next_slice(slice_):
    return container(slice_["others"]["next"], "slice", "others")


def next_mapping(m):
    """Depth-first over sizes, as mapdb_next()."""
    if int(m["slices"]):
        return first_in(m["slices"].dereference())
    e = m["entry"]
    while True:
        e = entry_of(e["node"]["next"])
        kind = int(e["node"]["attributes"])
        if kind == constant(ROOT):
            return None
        if kind != constant(SLICE):
            return mapping_of(e)
        larger = e["where"].cast(type_of("mapping").pointer()).dereference()
        following = next_slice(slice_of(e))
        if int(following.address) != int(larger["slices"]):
            return first_in(following)
        e = larger["entry"]


def print_page_tree(pa):
    m = find_root(pa)
    if m is None:
        raise gdb.GdbError("nobody has mapped %#x on" % pa)
    while m is not None:
        at = int(m["entry"]["at"])
        order = at & 0x3f
        if int(m["pa"]) <= pa < int(m["pa"]) + (1 << order):
            space = m["entry"]["where"].cast(type_of("mem_space").pointer())
            task = int(space["task"]["object"]["id"]) if int(space["task"]) else 0
            node = m["entry"]["node"]
            print("%s%s  %x/%d  %s" % ("  " * int(node["depth"]), label(task), at & ~0x3f, order,
                                       rights_text(int(node["rights"]), PAGE_RIGHTS)))
        m = next_mapping(m)


# ---- Programs -----------------------------------------------------------------------------------

def load_program(elf, which):
    """Symbols of a program: sigma0 and root were loaded somewhere, others are where they are linked to."""
    moved = 0
    if which:
        with open(elf, "rb") as f:
            header = f.read(32)
        entry = int.from_bytes(header[24:32] if header[4] == 2 else header[24:28], "little")
        info = gdb.parse_and_eval("(l4_kernel_info_t *)kip_page.bytes").dereference()
        moved = int(info[which + "_ip"]) - entry
    gdb.execute("add-symbol-file %s -o %#x" % (elf, moved), to_string=True)


# ---- Commands -----------------------------------------------------------------------------------

class Phial(gdb.Command):
    """What stands in the kernel: phial tasks, threads, objects, caps TASK, holders ID, page PA,
    program FILE [sigma0|root]."""

    def __init__(self):
        super().__init__("phial", gdb.COMMAND_DATA, gdb.COMPLETE_NONE)

    def invoke(self, argument, from_tty):
        words = gdb.string_to_argv(argument)
        what = words[0] if words else ""
        if what == "tasks":
            table(task_rows(), ["id", "threads", "caps", "quota_used", "address"])
        elif what == "threads":
            table(thread_rows(), ["id", "task", "state", "cpu", "priority", "partner", "address"])
        elif what == "objects":
            table(object_rows(), ["id", "kind", "refs", "counted", "", "address"])
        elif what == "caps" and len(words) == 2:
            table(cap_rows(as_task(find(words[1], "task"))),
                  ["index", "object", "kind", "rights", "attributes", "depth"])
        elif what == "holders" and len(words) == 2:
            print_holders(find(words[1]))
        elif what == "page" and len(words) == 2:
            print_page_tree(int(gdb.parse_and_eval(words[1])))
        elif what == "program" and len(words) in (2, 3):
            load_program(words[1], words[2] if len(words) == 3 else "")
        else:
            raise gdb.GdbError(self.__doc__)


class Address(gdb.Function):
    """$phial("ID or name"): the object as a pointer to its own structure where that is a task or thread."""

    def __init__(self):
        super().__init__("phial")

    def invoke(self, word):
        text = word.string() if word.type.code in (gdb.TYPE_CODE_ARRAY, gdb.TYPE_CODE_PTR) else str(int(word))
        obj = find(text)
        kind = kind_of(obj)
        if kind in ("task", "thread"):
            return container(obj, kind, "object").address
        return obj.address


Phial()
Address()
gdb.execute("set code-cache off")   # addresses of programs mean another thing in each thread
gdb.execute("set stack-cache off")
