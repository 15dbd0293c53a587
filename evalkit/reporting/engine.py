"""papermill, made trustworthy: our own kernel, a time limit, and the truth about what ran."""

from __future__ import annotations

import logging
import os
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from evalkit.errors import RunError
from evalkit.present.drawing import font_file
from evalkit.reporting.page import source_number

__all__ = ["CELL_SECONDS", "can_run", "execute"]

# A cell that takes longer than this is stopped, and the run has failed.
CELL_SECONDS = 600
ENGINE = "evalkit"
# A local socket's path may have 107 bytes on Linux and 103 on macOS, its number included.
_LONGEST_SOCKET = 98
# Of its validators only one format needs it; importing it costs 0.9 s and nothing here uses it.
_SLOW_AND_UNUSED = "rfc3987_syntax"


_TALKATIVE = ("papermill", "nbclient", "traitlets")


def execute(
    notebook: NotebookNode,
    *,
    parameters: Mapping[str, Any],
    folder: Path,
    environment: Mapping[str, str],
) -> NotebookNode:
    """Execute a notebook by papermill and return it executed.

    Parameters
    ----------
    notebook : NotebookNode
        Not changed.
    parameters : mapping
        Every parameter, checked.
    folder : Path
        Where the kernel works.
    environment : mapping
        Variables the kernel gets besides those of this process.

    Returns
    -------
    NotebookNode
        Every non-empty code cell has run without an error.

    Raises
    ------
    RunError
        When a cell failed, took too long or never ran; `.notebook` is what there was then.
    """
    papermill, what_stops_a_run = _papermill()
    font_file()  # before the kernel, whose first look for fonts would end up on the page
    held: list[NotebookNode] = []
    for name in _TALKATIVE:
        # At DEBUG they log what a cell said; a library's error may quote a person's data.
        logging.getLogger(name).setLevel(logging.WARNING)
    with tempfile.TemporaryDirectory(prefix="ek-", ignore_cleanup_errors=True) as scratch:
        try:
            papermill.execute_notebook(
                notebook,
                None,
                parameters=dict(parameters),
                engine_name=ENGINE,
                kernel_name="python3",
                language="python",
                progress_bar=False,
                cwd=str(folder),
                request_save_on_cell_execute=False,
                execution_timeout=CELL_SECONDS,
                held=held,
                scratch=scratch,
                environment=_variables(environment, scratch),
            )
        except what_stops_a_run as error:
            raise _failure(error, held) from None
    executed = held[0]
    stopped = _first_never_run(executed)
    if stopped is not None:
        raise RunError(
            f"Cell {stopped} never ran: a cell before it ended the run. Remove what does that, "
            f"such as sys.exit().",
            notebook=executed,
        )
    return executed


def can_run() -> str:
    """Return why a notebook of one cell cannot be run here, empty when it can."""
    from nbformat import v4

    cell = v4.new_code_cell("import evalkit")  # type: ignore[no-untyped-call]
    notebook = v4.new_notebook(cells=[cell])  # type: ignore[no-untyped-call]
    try:
        execute(notebook, parameters={}, folder=Path.cwd(), environment={})
    except RunError as error:
        return str(error)
    return ""


def _variables(environment: Mapping[str, str], scratch: str) -> dict[str, str]:
    """Return the kernel's variables: nothing of the user's own IPython, start-up file or style."""
    style = Path(scratch) / "matplotlibrc"
    style.touch()
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONSTARTUP"}
    own = {"IPYTHONDIR": str(Path(scratch) / "ipython"), "MATPLOTLIBRC": str(style)}
    return kept | dict(environment) | own


def _failure(error: Exception, held: list[NotebookNode]) -> RunError:
    """Return a RunError that says where; third-party texts may hold rows, so they are left out."""
    notebook = held[0] if held else None
    name = getattr(error, "ename", "") or type(error).__name__
    said = str(getattr(error, "evalue", "")) if name in _OUR_ERRORS else ""
    if name == "CellTimeoutError":
        said = f"It took longer than {CELL_SECONDS} seconds."
    if name == "DeadKernelError":
        said = "It ended the kernel, or the machine ran out of memory."
    number = None if notebook is None else _stopped_at(notebook)
    where = f"Cell {number}" if number else "The run"
    return RunError(
        f"{where} stopped with {name}. {said}".strip(),
        notebook=notebook,
        is_refusal=name in ("InputError", "DefinitionError"),
    )


def _stopped_at(notebook: NotebookNode) -> int | None:
    """Return the number of the cell that holds an error, else of the last one that was started."""
    last = None
    for index, cell in enumerate(notebook.cells):
        if any(output.output_type == "error" for output in cell.get("outputs", ())):
            return source_number(notebook, index)
        if cell.metadata.get("papermill", {}).get("start_time"):
            last = source_number(notebook, index)
    return last


def _first_never_run(notebook: NotebookNode) -> int | None:
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type == "code" and cell.source.strip() and cell.execution_count is None:
            return source_number(notebook, index)
    return None


_OUR_ERRORS = ("InputError", "DefinitionError", "RunError", "EvalkitError")


def _papermill() -> tuple[Any, tuple[type[Exception], ...]]:
    """Return papermill with our engine, and what it raises when a run does not end well."""
    if _SLOW_AND_UNUSED not in sys.modules:
        sys.modules[_SLOW_AND_UNUSED] = None  # type: ignore[assignment]
        try:
            import papermill
        finally:
            del sys.modules[_SLOW_AND_UNUSED]
    else:
        import papermill
    from jupyter_client.kernelspec import NoSuchKernel
    from nbclient.exceptions import CellControlSignal, CellExecutionError
    from papermill.clientwrap import PapermillNotebookClient
    from papermill.engines import NBClientEngine, papermill_engines
    from papermill.exceptions import PapermillException, PapermillExecutionError
    from zmq import ZMQError

    class EvalkitEngine(NBClientEngine):  # type: ignore[misc]
        """papermill's engine with a kernel of this very Python and nothing of the user's set-up."""

        @classmethod
        def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **options: Any) -> Any:
            options["held"].append(nb_man.nb)
            scratch = options["scratch"]
            client = PapermillNotebookClient(
                nb_man,
                km=_kernel_manager(scratch),
                kernel_name=kernel_name,
                timeout=options["execution_timeout"],
                startup_timeout=options.get("start_timeout", 60),
                shutdown_kernel="immediate",
                record_timing=False,
            )
            client.owns_km = (
                True  # else nbclient leaves the kernel of a manager it was given running
            )
            variables = (
                os.environ | options["environment"] | {"IPYTHONDIR": str(Path(scratch) / "ipython")}
            )
            return client.execute(env=variables)

    papermill_engines.register(ENGINE, EvalkitEngine)
    ours = (
        PapermillExecutionError,
        PapermillException,
        CellExecutionError,
        CellControlSignal,
        NoSuchKernel,
    )
    return papermill, (*ours, ZMQError, RuntimeError, OSError)


def _kernel_manager(scratch: str) -> Any:
    """Return a manager for this Python's own kernel; over a local socket where that can be."""
    from jupyter_client.kernelspec import KernelSpecManager
    from jupyter_client.manager import AsyncKernelManager

    specs = KernelSpecManager(kernel_dirs=[], ensure_native_kernel=True)
    socket = str(Path(scratch) / "k")
    if sys.platform == "win32" or len(socket.encode()) > _LONGEST_SOCKET:
        return AsyncKernelManager(kernel_name="python3", kernel_spec_manager=specs)
    return AsyncKernelManager(
        kernel_name="python3", kernel_spec_manager=specs, transport="ipc", ip=socket
    )
