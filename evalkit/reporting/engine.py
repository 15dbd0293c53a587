"""papermill, made trustworthy: our own kernel, a time limit, and the truth about what ran."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from evalkit.errors import RunError
from evalkit.present.figures import font_file

__all__ = ["CELL_SECONDS", "execute"]

# A cell that takes longer than this is stopped, and the run has failed.
CELL_SECONDS = 600
ENGINE = "evalkit"
# Of its validators only one format needs it; importing it costs 0.9 s and nothing here uses it.
_SLOW_AND_UNUSED = "rfc3987_syntax"


def execute(
    notebook: NotebookNode, *, parameters: Mapping[str, Any], folder: Path, environment: Mapping[str, str]
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
    with tempfile.TemporaryDirectory(prefix="ek-", ignore_cleanup_errors=True) as scratch:
        try:
            papermill.execute_notebook(
                notebook,
                None,
                parameters=dict(parameters),
                engine_name=ENGINE,
                kernel_name="python3",
                progress_bar=False,
                cwd=str(folder),
                request_save_on_cell_execute=False,
                execution_timeout=CELL_SECONDS,
                held=held,
                scratch=scratch,
                environment=dict(environment),
            )
        except what_stops_a_run as error:
            raise _failure(error, held) from None
    executed = held[0]
    for number, cell in enumerate(executed.cells, start=1):
        if cell.cell_type == "code" and cell.source.strip() and cell.execution_count is None:
            said = f"Cell {number} never ran. A cell before it may have ended the kernel."
            raise RunError(said, notebook=executed)
    return executed


def _failure(error: Exception, held: list[NotebookNode]) -> RunError:
    """Return a RunError that says where; third-party texts may hold rows, so they are left out."""
    names = [getattr(error, "ename", "") or type(error).__name__]
    said = str(getattr(error, "evalue", "")) if names[0] in _OUR_ERRORS else ""
    where = f"Cell {_source_number(error, held)}" if hasattr(error, "cell_index") else "The run"
    if names[0] == "CellTimeoutError":
        said = f"A cell took longer than {CELL_SECONDS} seconds."
    return RunError(f"{where} stopped with {names[0]}. {said}".strip(), notebook=held[0] if held else None)


def _source_number(error: Exception, held: list[NotebookNode]) -> int:
    """Return the failed cell's number in the notebook as its author sees it, counted from 1."""
    index = int(getattr(error, "cell_index", 0))
    before = held[0].cells[:index] if held else []
    return index + 1 - sum("injected-parameters" in cell.metadata.get("tags", []) for cell in before)


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
        def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **options: Any) -> Any:  # noqa: ANN401
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
            client.owns_km = True  # else nbclient leaves the kernel of a manager it was given running
            variables = os.environ | options["environment"] | {"IPYTHONDIR": str(Path(scratch) / "ipython")}
            return client.execute(env=variables)

    papermill_engines.register(ENGINE, EvalkitEngine)
    ours = (PapermillExecutionError, PapermillException, CellExecutionError, CellControlSignal, NoSuchKernel)
    return papermill, (*ours, ZMQError, RuntimeError, OSError)


def _kernel_manager(scratch: str) -> Any:  # noqa: ANN401 - jupyter_client's traits
    """Return a manager for this Python's own kernel; over a local socket where there is one."""
    from jupyter_client.kernelspec import KernelSpecManager
    from jupyter_client.manager import AsyncKernelManager

    specs = KernelSpecManager(kernel_dirs=[], ensure_native_kernel=True)
    if sys.platform == "win32":
        return AsyncKernelManager(kernel_name="python3", kernel_spec_manager=specs)
    socket = str(Path(scratch) / "k")
    return AsyncKernelManager(kernel_name="python3", kernel_spec_manager=specs, transport="ipc", ip=socket)
