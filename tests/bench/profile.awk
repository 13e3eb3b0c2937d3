# Sorts the instructions of a trace into stages, for `profile`. Reads three files: the rules (stages), the
# functions of each address, the addresses in the order of execution.
#
# A rule fits an instruction if it fits its function or, where that was inlined and no rule fits it, the
# function it was inlined into, and so on outwards. The stage `crossing` is the way in until another stage comes,
# and the way out from then on.

# Number of the stage's rule; 0: no rule fits.
function rule_of(functions,    count, frame, i, r) {
	count = split(functions, frame, " ")
	for (i = 1; i <= count; i++)
		for (r = 1; r <= rules; r++)
			if (frame[i] ~ pattern[r])
				return r
	return 0
}

function percent(part) {
	return sprintf("%.1f %%", 100 * part / total)
}

FNR == 1 { file++ }

file == 1 && NF && !/^#/ {
	pattern[++rules] = $2
	stage[rules] = $1
}

file == 2 {
	address = $1
	sub(/^[^ ]* /, "")
	functions[address] = $0
	inner[address] = $1
	rule[address] = "" address < "" end ? 0 : rule_of($0)
}

file == 3 {
	if ("" $1 < "" end)
		s = "user"
	else if (!rule[$1])
		s = "other"
	else
		s = stage[rule[$1]]
	if (s == "crossing")
		s = last == "user" || last == "entry" ? "entry" : "exit"
	last = s
	if (!(s in count))
		order[++stages] = s
	count[s]++
	total++

	split(inner[$1], where, ",")
	function_count[s " " where[1]]++
	if (form == "trace")
		printf "%5d %-10s %s %s\n", total, s, $1, functions[$1]
}

END {
	if (form == "trace")
		exit
	printf "%s on %s: %d instructions in the kernel, %d in user mode\n\n", name, arch,
		total - count["user"], count["user"]
	if (form == "functions") {
		for (f in function_count) {
			split(f, part, " ")
			printf "%5d %7s  %-10s %s\n", function_count[f], percent(function_count[f]),
				part[1], part[2] | "sort -rn"
		}
		exit
	}
	print "| stage | instructions | | most of them in |"
	print "|---|---|---|---|"
	for (i = 1; i <= stages; i++) {
		s = order[i]
		most = ""
		delete shown
		for (n = 0; n < 4; n++) {
			best = ""
			for (f in function_count)
				if (index(f, s " ") == 1 && !(f in shown) &&
				    (best == "" || function_count[f] > function_count[best] ||
				     (function_count[f] == function_count[best] && f < best)))
					best = f
			if (best == "")
				break
			shown[best]
			most = most (most == "" ? "" : ", ") "`" substr(best, length(s) + 2) "` " function_count[best]
		}
		printf "| %s | %d | %s | %s |\n", s, count[s], percent(count[s]), most
	}
}
