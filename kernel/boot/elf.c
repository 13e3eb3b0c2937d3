/*
 * Loading ELF images. Only the program headers of loadable segments matter; all of their numbers
 * are checked before anything is copied. Both first tasks see physical memory one to one, so a
 * segment is simply copied to its physical address. Source: System V ABI, chapter "Object Files".
 */
#include "kernel/arch.h"
#include "kernel/boot/elf.h"
#include "kernel/lib/string.h"

/* Headers are copied out, since nothing says that the file aligns them: an archive only does to 4. */
static struct elf_header header_of(const struct elf_image *image)
{
	struct elf_header h;

	memcpy(&h, image->data, sizeof(h));
	return h;
}

static struct elf_segment segment_of(const struct elf_image *image, unsigned i)
{
	struct elf_segment s;

	memcpy(&s, image->data + header_of(image).segments_at + i * sizeof(s), sizeof(s));
	return s;
}

static const char *check_header(const struct elf_image *image)
{
	struct elf_header h;

	if (image->bytes < sizeof(h))
		return "it is no ELF file";
	h = header_of(image);
	if (memcmp(h.magic, "\177ELF", 4) != 0)
		return "it is no ELF file";
	if (h.class != ELF_CLASS_HERE || h.encoding != ELF_LITTLE || h.machine != L4_ELF_MACHINE)
		return "it is an ELF file for another machine";
	if (h.type != ELF_EXECUTABLE && h.type != ELF_SHARED)
		return "it is an ELF file, but no program";
	if (h.segment_bytes != sizeof(struct elf_segment) || h.segments == 0 ||
	    h.segments > ELF_SEGMENTS_MAX || h.segments_at > image->bytes ||
	    h.segments * sizeof(struct elf_segment) > image->bytes - h.segments_at)
		return "its program headers are damaged";
	return NULL;
}

const char *elf_inspect(struct elf_image *image, const void *data, size_t bytes)
{
	*image = (struct elf_image){.data = data, .bytes = bytes, .start = ~(paddr_t)0};

	const char *problem = check_header(image);

	if (problem)
		return problem;
	for (unsigned i = 0; i < header_of(image).segments; i++) {
		struct elf_segment s = segment_of(image, i);

		if (s.type != ELF_LOAD || s.memory_bytes == 0)
			continue;
		if (s.file_bytes > s.memory_bytes || s.offset > bytes ||
		    s.file_bytes > bytes - s.offset || s.pa + s.memory_bytes < s.pa)
			return "a segment of it is damaged";
		image->start = min_of(image->start, (paddr_t)align_down(s.pa, L4_PAGESHIFT));
		image->end =
			max_of(image->end, align_up((paddr_t)s.pa + s.memory_bytes, L4_PAGESHIFT));
	}
	if (image->end <= image->start)
		return "it has nothing to load";
	image->movable = header_of(image).type == ELF_SHARED;
	image->entry   = header_of(image).entry;
	return NULL;
}

vaddr_t elf_load(const struct elf_image *image, paddr_t offset)
{
	memset(phys_to_virt(image->start + offset), 0, (size_t)(image->end - image->start));
	for (unsigned i = 0; i < header_of(image).segments; i++) {
		struct elf_segment s = segment_of(image, i);

		if (s.type == ELF_LOAD)
			memcpy(phys_to_virt(s.pa + offset), image->data + s.offset, s.file_bytes);
	}
	arch_cache_sync(phys_to_virt(image->start + offset), (size_t)(image->end - image->start));
	return image->entry + (vaddr_t)offset;
}
