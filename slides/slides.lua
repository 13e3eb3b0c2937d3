--[[
The slides' pandoc filter: turns blocks that name something into the thing itself.

    ``` dot              a Graphviz figure
    ``` {.source file=kernel/ipc/ipc.c anchor=NAME}
                         lines of the source between the comments "[NAME]" and "[/NAME]"
    ``` {.source file=kernel/ipc/invoke.c define=invoke}
                         a whole function, structure or enumeration by its name
    ``` {.view name=system at=4.2 select=…}
                         a picture of a running kernel, taken by the visualizer from the recorded tour
    ``` {.demo}          a command for the lecturer to run; `make test-slides` runs it, too
    ``` {.says}          the command's console output, caught while the slides are made

A thing that is missing is an error: slides never show what the tree does not hold.
]]

local recording = os.getenv("RECORDING")
local viz = os.getenv("VIZ")
local demos = os.getenv("DEMOS")

local function fail(...)
	io.stderr:write("slides: ", string.format(...), "\n")
	os.exit(1)
end

local function escaped(text)
	return (text:gsub("&", "&amp;"):gsub("<", "&lt;"):gsub(">", "&gt;"))
end

local function html(text)
	return pandoc.RawBlock("html", text)
end

local function quoted(word)
	return "'" .. word:gsub("'", "'\\''") .. "'"
end

-- What a figure looks like if it does not say otherwise.
local figure_defaults = [[
	bgcolor=transparent; rankdir=LR; fontname=Inter;
	node [shape=box, style="rounded,filled", fillcolor=white, color="#525b67", penwidth=1.5, fontname=Inter, fontsize=15];
	edge [color="#525b67", fontname=Inter, fontsize=13];
]]

local function dot(text)
	local svg = pandoc.pipe("dot", { "-Tsvg" }, (text:gsub("{", "{" .. figure_defaults, 1)))
	return html('<figure class="drawing">' .. svg:sub(svg:find("<svg"), -1) .. "</figure>")
end

local function indent_of(line)
	return #line:match("^\t*")
end

local function without_indent(lines)
	local least = math.huge
	for _, line in ipairs(lines) do
		if line:match("%S") then
			least = math.min(least, indent_of(line))
		end
	end
	for i, line in ipairs(lines) do
		lines[i] = line:sub(least + 1):gsub("\t", "    ")
	end
	return lines
end

local function lines_of_anchor(path, anchor)
	local file = io.open(path) or fail("there is no file %s", path)
	local lines, inside, closed = {}, false, false
	for line in file:lines() do
		if line:find("[/" .. anchor .. "]", 1, true) then
			closed = inside
			inside = false
		elseif line:find("[" .. anchor .. "]", 1, true) then
			inside = true
		elseif inside then
			table.insert(lines, line)
		end
	end
	file:close()
	if not closed or #lines == 0 then
		fail("%s has no anchor [%s] … [/%s]", path, anchor, anchor)
	end
	return lines
end

-- A definition begins at the left margin and ends with the first "}" there.
local function lines_of_definition(path, name)
	local file = io.open(path) or fail("there is no file %s", path)
	local lines, inside = {}, false
	for line in file:lines() do
		local bare = line:gsub("%s*/%*.*", "")
		local begins = bare:match("^%a") and not bare:match(";$") and
			(bare:match("%f[%w_]" .. name .. "%(") or bare:match("^[%a_ ]*" .. name .. " {$"))
		inside = inside or begins
		if inside then
			table.insert(lines, line)
		end
		if inside and line:match("^}") then
			file:close()
			return lines
		end
	end
	fail("%s does not define %s", path, name)
end

local function source(at)
	local lines = at.anchor and lines_of_anchor(at.file, at.anchor) or
		lines_of_definition(at.file, at.define)
	lines = without_indent(lines)
	local room = "short"
	for _, line in ipairs(lines) do
		if #lines > 18 or #line > 90 then
			room = "long"
		end
	end
	return {
		pandoc.CodeBlock(table.concat(lines, "\n"), pandoc.Attr("", { "c", room })),
		html('<p class="from">' .. escaped(at.file) .. "</p>"),
	}
end

local pictures = 0

local function view(at)
	pictures = pictures + 1
	local path = string.format("%s-%d.png", demos, pictures)
	local command = { quoted(viz), "--headless", "--theme", "light", "--size", at.size or "2480x1160", "--scale", "2" }
	for _, option in ipairs({ "at", "select" }) do
		if at[option] then
			table.insert(command, "--" .. option .. " " .. quoted(at[option]))
		end
	end
	table.insert(command, "--view " .. quoted(at.name) .. " --png " .. quoted(path) .. " " .. quoted(recording))
	if not os.execute(table.concat(command, " ") .. " >&2") then
		fail("no picture of the view %s", at.name)
	end
	return pandoc.Para({ pandoc.Image({}, path, "", pandoc.Attr("", { "view" })) })
end

local function demo(text)
	local file = io.open(demos, "a") or fail("cannot write %s", demos)
	file:write(text, "\n")
	file:close()
	return html('<pre class="demo"><code>' .. escaped(text) .. "</code></pre>")
end

local function says(text)
	local output = pandoc.pipe("sh", { "-c", text }, "")
	return html('<pre class="says"><code>' .. escaped(output) .. "</code></pre>")
end

function Header(h)
	if h.level == 2 then
		h.classes:insert("slide") -- pandoc moves this to the section around it
		return h
	end
end

function CodeBlock(block)
	local kinds = {
		dot = function() return dot(block.text) end,
		source = function() return source(block.attributes) end,
		view = function() return view(block.attributes) end,
		demo = function() return demo(block.text) end,
		says = function() return says(block.text) end,
	}
	local kind = kinds[block.classes[1]]
	return kind and kind() or nil
end
