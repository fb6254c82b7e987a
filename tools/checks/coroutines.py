"""Shapes of co_await that g++ 12.2 compiles into a wrong program without a word (GCC PR 106188, 107288, 100611, 101367,
103871), and coroutines that outlive what they refer to.

Every co_await is a statement of its own with plain arguments:
    co_await f(a, std::move(b));           co_return co_await f(a);
    const T x = co_await f(a);             auto [ec, n] = co_await f(a);         x = co_await f(a);
A statement is judged whole, however many lines it has. A duration of a plain number may be written in braces: it has no
destructor to run twice. asio::detached is banned: every coroutine lives in a TaskGroup.
"""
import re

from tree import Fault, Source

NAME = "coroutines"

# What may stand before co_await in its statement: nothing, co_return, or the left side of an assignment.
BEFORE = re.compile(
    r"^(?:(?:if|for)\s*\((?:[^()]|\([^()]*\))*\)\s*|else\s+)?"  # the statement that an if or for guards is one of its own
    r"(?:\(void\)\s*|co_return\s+|[\w:<>,*&\s.()\[\]-]+?=\s*)?$")
CONTROL = re.compile(r"^(?:else\s+)?(?:while|switch|do|return|throw)\b")
DURATION = re.compile(r"\b(?:std::chrono::|chrono::)?(?:milliseconds|seconds|minutes|hours)\{[\w']*\}")
CAPTURES = re.compile(r"(?<![\w\])])\[(?P<list>[^\[\]]+)\]\s*(?:\([^()]*(?:\([^()]*\)[^()]*)*\))?[^{};()]*\{")
BODY_END = {"{": "}", "(": ")"}


def closing(code, start):
    """Where the bracket that opens at `start` closes."""
    depth = 0
    for at in range(start, len(code)):
        depth += (code[at] in "({[") - (code[at] in ")}]")
        if depth == 0:
            return at
    return len(code)


def opens_block(code, brace):
    """Whether this brace begins a block of statements rather than a list of values."""
    before = code[:brace].rstrip()
    if not before or before[-1] in ";{}:":
        return True
    return bool(re.search(r"(\)|\b(else|do|try|mutable|noexcept|override|final|const)|->\s*[\w:<>,\s&*]+)$", before))


def statement_start(code, at):
    """Back over the statement that holds `at`; closed brackets are skipped whole."""
    depth = 0
    while at > 0:
        letter = code[at - 1]
        if letter in ")]":
            depth += 1
        elif letter in "([":
            if depth == 0:
                return at, letter  # inside an argument list or a condition
            depth -= 1
        elif depth == 0:
            if letter == "{":
                return at, None if opens_block(code, at - 1) else "{"
            if letter in ";}":
                return at, None
        at -= 1
    return 0, None


def await_fault(code, at):
    start, inside = statement_start(code, at)
    before = code[start:at].lstrip()
    label = re.match(r"(?:case\s[^:?]+|default)\s*:(?!:)\s*", before)
    before = before[label.end():] if label else before
    if inside in ("(", "[", "{"):
        return "stands inside a condition, an argument list or braces"
    if CONTROL.match(before) or not BEFORE.match(before):
        return "is a part of a larger expression"
    end = code.find(";", at)
    rest = code[at + len("co_await"):end if end >= 0 else len(code)]
    if "{" in DURATION.sub("", rest):
        return "has a braced temporary or a lambda's body among its arguments"
    if "co_await" in rest:
        return "has another one in its statement"
    if re.search(r"\?", rest):
        return "has ?: in its statement"
    if re.search(r"[(,=]\s*\[", rest):
        return "has a lambda written among its arguments"
    return None


def capturing_coroutines(code):
    """A lambda's captures die with the lambda, its coroutine may live longer."""
    for lambda_ in CAPTURES.finditer(code):
        brace = lambda_.end() - 1
        body = code[brace:closing(code, brace)]
        if re.search(r"\bco_(await|return|yield)\b", without_lambdas(body)):
            yield lambda_.start()


def without_lambdas(body):
    """The body without the bodies of lambdas inside it."""
    while True:
        inner = re.search(r"(?<![\w\])])\[[^\[\]]*\]\s*(?:\([^()]*(?:\([^()]*\)[^()]*)*\))?[^{};()]*\{", body[1:])
        if not inner:
            return body
        brace = inner.end()
        body = body[:inner.start() + 1] + body[closing(body, brace) + 1:]


def faults(source):
    if not source.is_cpp:
        return
    code = source.code

    def fault(at, words):
        return Fault(source.path, code.count("\n", 0, at) + 1, words)

    for found in re.finditer(r"\bco_await\b", code):
        words = await_fault(code, found.start())
        if words:
            yield fault(found.start(), f"co_await {words}; it needs a statement of its own with plain arguments")
    for at in capturing_coroutines(code):
        yield fault(at, "a lambda that captures must not be a coroutine: its captures may be gone when it resumes")
    for found in re.finditer(r"\bdetached\b", code):
        yield fault(found.start(), "detached coroutines are banned: spawn it in a TaskGroup")
    for found in re.finditer(r"\b(?:\w+::)*Task<[^;{}()]*>\s+[\w:]+\(([^;{}]*?)\)\s*(?:const\s*)?[;{]", code):
        if re.search(r"[\w>&*\s]\s=\s", found[1]):
            yield fault(found.start(), "a coroutine must not have default arguments")


def _body(statement):
    return Source("gateway/x.cpp", "Task<void> f(int a) {\n    " + statement + "\n}\n")


BAD = [_body(statement) for statement in (
    "if (co_await f(a)) return;",
    "while (co_await f(a)) {}",
    "use(co_await f(a));",
    "const auto x = g(co_await f(a));",
    "const auto x = Thing{co_await f(a)};",
    "co_await f(Thing{a});",
    "co_await f({a, b});",
    "co_await f(seconds{g(a)});",
    "const auto x = flag ? co_await f(a) : 0;",
    "co_await f(flag ? a : b);",
    "co_await f([](int) { return 1; });",
    "co_await f(\n        a,\n        Thing{b});",
    "const auto x =\n        1 + co_await f(a);",
    "co_return (co_await f(a)).value;",
    "const auto x = (co_await f(a)) + 1;",
    "for (auto& x : co_await f(a)) {}",
    "switch (co_await f(a)) {}",
    "co_await f(co_await g(a));",
    "spawn([this]() -> Task<void> { co_await f(a); });",
    "spawn([&, x = 1](int y) mutable -> Task<void> { co_return; });",
    "asio::co_spawn(executor, f(a), asio::detached);",
)] + [Source("gateway/x.hpp", "async::Task<void> f(int a, int b = 1);\n")]
GOOD = [_body(statement) for statement in (
    "co_await f(a, std::move(b));",
    "co_return co_await f(a);",
    "const auto x = co_await f(a);",
    "auto [ec, n] = co_await f(a);",
    "x = co_await f(a);",
    "*x = co_await f(a);",
    "state->x[1] = co_await f(a);",
    "const core::Result<std::vector<int>> x =\n        co_await f(\n            a);",
    "if (a) co_await f(a);",
    "for (const auto& x : list) co_await f(x);",
    "co_await sleep_for(std::chrono::seconds{1'000});",
    "if (g(a)) co_return co_await f(a);",
    "else x = co_await f(a);",
    "case 1: co_await f(a);",
    "for (const auto& x : list) {\n        co_await f(x);\n    }",
    'log.info("if (co_await f(a))");',
    "// if (co_await f(a))",
    "spawn([](int a) -> Task<void> { co_await f(a); });",
    "auto g = [a](int b) { return a + b; };\n    co_await f(g);",
    "auto outer = [a] { return [](int b) -> Task<void> { co_return; }; };",
)] + [Source("gateway/x.hpp", "async::Task<void> f(int a, int b);\nvoid g(int a = 1);\n")]
