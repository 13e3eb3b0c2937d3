/*
 * Errors in words.
 */
#include <l4/sys/err.h>

struct error_text {
	int number;
	const char *text;
};

static const struct error_text texts[] = {
	{L4_EOK, "no error"},
	{L4_EPERM, "a right is missing"},
	{L4_ENOENT, "there is no such thing"},
	{L4_EIO, "input or output failed"},
	{L4_ENXIO, "no such device or address"},
	{L4_E2BIG, "argument too long"},
	{L4_EAGAIN, "try again"},
	{L4_ENOMEM, "out of memory or quota"},
	{L4_EACCESS, "access denied"},
	{L4_EFAULT, "bad address"},
	{L4_EBUSY, "it is in use"},
	{L4_EEXIST, "it exists already"},
	{L4_ENODEV, "no such type of object"},
	{L4_ENOTDIR, "not a directory"},
	{L4_EINVAL, "bad argument"},
	{L4_ENOSPC, "no room"},
	{L4_ERANGE, "out of range"},
	{L4_ENAMETOOLONG, "name too long"},
	{L4_ENOSYS, "no such operation"},
	{L4_EBADPROTO, "the object does not speak this protocol"},
	{L4_EADDRNOTAVAIL, "address not available"},
	{L4_ENOREPLY, "no reply"},
	{L4_EMSGTOOSHORT, "message too short"},
	{L4_EMSGTOOLONG, "message too long"},
	{L4_EMSGMISSARG, "an argument is missing in the message"},
	{L4_EMSGERRRANGE, "the answer is out of range"},
	{L4_EIPC_LO + L4_IPC_SETIMEOUT, "IPC: timeout while sending"},
	{L4_EIPC_LO + L4_IPC_RETIMEOUT, "IPC: timeout while receiving"},
	{L4_EIPC_LO + L4_IPC_ENOT_EXISTENT, "IPC: no such partner"},
	{L4_EIPC_LO + L4_IPC_SECANCELED, "IPC: cancelled while sending"},
	{L4_EIPC_LO + L4_IPC_RECANCELED, "IPC: cancelled while receiving"},
	{L4_EIPC_LO + L4_IPC_SEMSGCUT, "IPC: the receiver had no room for an item"},
	{L4_EIPC_LO + L4_IPC_REMSGCUT, "IPC: no room for a received item"},
	{L4_EIPC_LO + L4_IPC_SEABORTED, "IPC: aborted while sending"},
	{L4_EIPC_LO + L4_IPC_REABORTED, "IPC: aborted while receiving"},
	{L4_EIPC_LO + L4_IPC_SEMAPFAILED, "IPC: mapping failed, out of quota"},
	{L4_EIPC_LO + L4_IPC_REMAPFAILED, "IPC: mapping failed, out of quota"},
	{L4_EIPC_LO + L4_IPC_NO_REPLY_CAP, "IPC: no such reply capability slot"},
};

const char *l4sys_errtostr(long error)
{
	unsigned i;

	if (error < 0)
		error = -error;
	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (texts[i].number == error)
			return texts[i].text;
	return "unknown error";
}
