"""What reading made of each file, held one file at a time however many there are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from pipeline.ingest.reading import Item, ReadFile, read_item
from pipeline.work import Work

# Is given the number of an item and its result; gives that result, or another.
Change = Callable[[int, ReadFile], ReadFile]


class Results:
    """What `read_item` makes of each file, never more than one at a time: thousands would fill the memory.

    What was read once is kept by the runner, so that to go through them again costs little.
    """

    def __init__(self, work: Work, items: Sequence[Item]) -> None:
        self._work = work
        self._items = items
        self._change: Change | None = None
        # By the item: of two files of the same content one may have vanished, and stays so for this run.
        self._fleeting: dict[int, ReadFile] = {}

    def change(self, change: Change) -> None:
        """From now on give each result as `change` makes it, and keep none that it does not leave as it is."""
        self._change = change

    def each(self, *, what: str) -> Iterator[ReadFile]:
        """One result after another, in the order of the items."""
        before = dict(self._fleeting)
        others = self._mapped([item for at, item in enumerate(self._items) if at not in before], what=what)
        for at in range(len(self._items)):
            result = before[at] if at in before else next(others)
            if result.fleeting:
                self._fleeting[at] = result
            yield self._changed(at, result)
        list(others)  # it holds nothing more, and ends

    def of(self, at: int) -> ReadFile:
        """The result of one item."""
        result = self._fleeting.get(at) or next(self._mapped([self._items[at]], what=""))
        return self._changed(at, result)

    def _changed(self, at: int, result: ReadFile) -> ReadFile:
        if self._change is None:
            return result
        changed = self._change(at, result)
        if changed is not result:
            self._work.let_go(read_item, self._items[at].key)
        return changed

    def _mapped(self, items: Sequence[Item], *, what: str) -> Iterator[ReadFile]:
        return self._work.map(
            read_item,
            items,
            result=ReadFile,
            what=what,
            key=lambda item: item.key,
            characters=lambda item: item.size,
            lasting=lambda result: not result.fleeting,
        )


class TextFiles(Mapping[str, bytes]):
    """The stored texts by path, each made when it is asked for."""

    def __init__(self, results: Results) -> None:
        self._results = results
        self._places: dict[str, tuple[int, int]] = {}
        self._latest: tuple[int, list[bytes]] = (-1, [])

    def add(self, source: str, *, item: int, place: int) -> None:
        """Say where the text of a source comes from: the item, and its place among the item's sources."""
        self._places[f"private/text/{source}.txt"] = (item, place)

    def __getitem__(self, path: str) -> bytes:
        item, place = self._places[path]
        if self._latest[0] != item:
            self._latest = (
                item,
                [(each.text if each else "").encode() for each in self._results.of(item).sources],
            )
        return self._latest[1][place]

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)
