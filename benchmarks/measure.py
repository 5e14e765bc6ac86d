"""Measures each operation beside its floor: `python -m benchmarks.measure DATA`, in the database of the environment."""

import json
import os
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import linli.config.ready  # noqa: F401 - before everything that needs the models
from benchmarks import inputs, load, recording, servers, stream, town
from benchmarks.exports import Export, exports
from benchmarks.inputs import Answered
from benchmarks.load import Measured
from benchmarks.plans import Plan, plans
from benchmarks.recording import Operation, Request, operations
from benchmarks.servers import Server

RESULTS = Path(__file__).parent / "results"
ROUNDS = int(os.environ.get("LINLI_BENCH_ROUNDS", "3"))
SECONDS = 3.0
IDLE, BUSY = 1, 8


@dataclass(frozen=True)
class Round:
    """One stretch of one operation on one server."""

    clients: int
    measured: Measured
    web_ms: float
    database_ms: float


def main(data: Path) -> None:
    """Measures, prints, and keeps the results. `data` is the folder in which the database's processes work."""
    # First, while the town is at rest: after the rest the database still tidies up behind some thousand moves.
    screens = stream.measure()
    measured = operations()
    statements = Path(os.environ["LINLI_DATA_DIR"]) / "statements.json"
    statements.write_text(json.dumps({one.name: one.statements for one in measured}))
    with servers.product() as product, servers.floor(statements) as floor:
        rows = [_row(one, product, floor, data) for one in measured]
        answered = inputs.measure(product.port, recording.signed_in("dispatcher"), recording.some_closed_case())
    found = plans()
    _print(rows, found)
    files = exports()
    _print_exports(files)
    _print_stream(screens)
    _print_inputs(answered)
    _keep(rows, found, screens, files, answered)


def _row(operation: Operation, product: Server, floor: Server, data: Path) -> dict[str, Any]:
    """Product and floor take turns, so that what else the machine does meets both."""
    rounds: dict[str, list[Round]] = defaultdict(list)
    for clients in (IDLE, BUSY):
        for number in range(ROUNDS):
            turns = [("product", product, operation.next), ("floor", floor, _floored(operation))]
            for name, server, following in turns if number % 2 else reversed(turns):
                rounds[name].append(_round(server, following, clients, data))
    return {
        "operation": operation.name,
        "statements": len([text for text in operation.statements if text not in ("BEGIN", "COMMIT")]),
        "in_transaction": operation.in_transaction,
        **{name: _summary(found) for name, found in rounds.items()},
    }


def _floored(operation: Operation) -> Callable[[], Request | None]:
    """The same requests as the floor understands them."""

    def following() -> Request | None:
        request = operation.next()
        if request is None:
            return None
        key = request.headers.get("Idempotency-Key", "")
        values = {"id": request.case_id, "number": request.number, "key": key, "digest": key}
        return Request("GET", f"/{operation.name}?{urlencode({n: v for n, v in values.items() if v})}")

    return following


def _round(server: Server, following: Callable[[], Request | None], clients: int, data: Path) -> Round:
    load.run(server.port, following, clients, 0.3)
    web, database = server.cpu_seconds(), servers.database_cpu_seconds(data)
    measured = load.run(server.port, following, clients, SECONDS)
    time.sleep(0.1)
    each = 1000 / len(measured.times)
    return Round(
        clients,
        measured,
        (server.cpu_seconds() - web) * each,
        (servers.database_cpu_seconds(data) - database) * each,
    )


def _summary(rounds: list[Round]) -> dict[str, float]:
    """The median round for each figure."""
    idle = [one for one in rounds if one.clients == IDLE]
    busy = [one for one in rounds if one.clients == BUSY]
    return {
        "idle_p50_ms": _median(one.measured.percentile(0.50) for one in idle),
        "idle_p95_ms": _median(one.measured.percentile(0.95) for one in idle),
        "idle_p99_ms": _median(one.measured.percentile(0.99) for one in idle),
        "busy_a_second": _median(one.measured.a_second for one in busy),
        "busy_p95_ms": _median(one.measured.percentile(0.95) for one in busy),
        "web_cpu_ms": _median(one.web_ms for one in busy),
        "database_cpu_ms": _median(one.database_ms for one in busy),
    }


def _median(values: Iterable[float]) -> float:
    ordered = sorted(values)
    return round(ordered[len(ordered) // 2], 2)


def _print(rows: list[dict[str, Any]], found: list[Plan]) -> None:
    head = (
        "operation  who      statements in-tx |  idle p50    p95    p99 ms |  busy/s  p95 ms | CPU-ms web  db | ratio"
    )
    print(f"\n{head}\n{'-' * len(head)}")
    for row in rows:
        for who in ("product", "floor"):
            it = row[who]
            ratio = f"{it['busy_a_second'] / row['floor']['busy_a_second']:6.0%}"
            print(
                f"{row['operation']:10} {who:8} {row['statements']:6} {row['in_transaction']:9}"
                f" | {it['idle_p50_ms']:9.1f} {it['idle_p95_ms']:6.1f} {it['idle_p99_ms']:6.1f}   "
                f" | {it['busy_a_second']:7.0f} {it['busy_p95_ms']:7.1f} "
                f"| {it['web_cpu_ms']:8.2f} {it['database_cpu_ms']:5.2f} | {ratio}"
            )
    print("\nthe list's statement as the application's role")
    for plan in found:
        print(
            f"  {plan.person:18} {plan.wanted:9} {plan.milliseconds:8.1f} ms {plan.buffers:6} buffers  {plan.ways[0]}"
        )


def _print_stream(screens: dict[str, Measured]) -> None:
    print(f"\nthe live stream to {stream.SCREENS} screens, from sending a report to each screen")
    for who, told in screens.items():
        figures = "  ".join(f"p{100 * share:.0f} {told.percentile(share):.0f} ms" for share in (0.5, 0.95, 0.99))
        print(f"  {who:8} {figures}")


def _print_inputs(answered: list[Answered]) -> None:
    print(f"\ninput answered in a browser on a processor {inputs.SLOWER} times slower")
    for one in answered:
        print(f"  {one.name:24} usually {one.usual_ms:4.0f} ms, slowest {one.slowest_ms:4.0f} ms")


def _print_exports(files: list[Export]) -> None:
    print("\nthe whole list as a file")
    for one in files:
        print(
            f"  {one.form:5} {one.seconds:6.2f} s {one.cpu_seconds:6.2f} CPU-s {one.megabytes:6.1f} MB,"
            f" grown by {one.grown_mb:5.1f} MB  {one.seconds / files[0].seconds:4.1f} times COPY"
        )


def _keep(
    rows: list[dict[str, Any]],
    found: list[Plan],
    screens: dict[str, Measured],
    files: list[Export],
    answered: list[Answered],
) -> None:
    RESULTS.mkdir(exist_ok=True)
    at = datetime.now(UTC)
    path = RESULTS / f"{at:%Y%m%dT%H%M%SZ}.json"
    about = {"at": at.isoformat(), "cases": town.CASES, "cores": os.cpu_count(), "load": os.getloadavg()}
    told = {who: {f"p{int(100 * p)}_ms": one.percentile(p) for p in (0.5, 0.95, 0.99)} for who, one in screens.items()}
    all_of_it = about | {"rows": rows, "plans": [plan.as_row() for plan in found], "stream": told}
    all_of_it["inputs"] = [asdict(one) for one in answered]
    all_of_it["exports"] = [one.as_row() for one in files]
    path.write_text(json.dumps(all_of_it, indent=1, ensure_ascii=False))
    print(f"\nkept in {path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
