"""Typed conversion between records and JSON values, for the cache.

A dataclass becomes the list of its fields, in order, and a NumPy array its type, shape and bytes. The cache key
covers the code, so a class whose fields have changed never reads an old entry.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Callable, Sequence
from dataclasses import fields, is_dataclass
from functools import cache
from operator import attrgetter
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, TypeVar, cast, get_args, get_origin, get_type_hints

if TYPE_CHECKING:
    from numpy.typing import NDArray

Result = TypeVar("Result")
_Reader = Callable[[object], object]
_PLAIN = (str, int, float, bool, NoneType, object)


def to_json(value: object) -> object:
    """A JSON value for a record or an array, or for a list, tuple, set or mapping (with texts as keys) of them."""
    if isinstance(value, (list, tuple)):
        return [to_json(each) for each in value]
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, dict):
        return {key: to_json(each) for key, each in value.items()}
    if is_dataclass(value):
        return [to_json(each) for each in _values(cast(type, type(value)))(value)]
    if type(value).__module__ == "numpy" and hasattr(value, "tobytes"):
        array = cast("NDArray[Any]", value)
        return [array.dtype.str, list(array.shape), b64encode(array.tobytes()).decode()]
    return value


def from_json(of_type: type[Result], value: object) -> Result:
    """The inverse of `to_json`, for a value of this type.

    Raises:
        TypeError: for a type that has no JSON form.
    """
    return cast(Result, _reader(cast(type, of_type))(value))


@cache
def _values(of_type: type) -> Callable[[object], tuple[object, ...]]:
    names = [field.name for field in fields(of_type)]
    read = attrgetter(*names)
    return read if len(names) > 1 else lambda value: (read(value),)


@cache
def _reader(of_type: type) -> _Reader:
    """A function from JSON values to this type."""
    origin, inner = get_origin(of_type), get_args(of_type)
    if of_type in _PLAIN:
        return _same
    if origin is UnionType:
        (present,) = [_reader(each) for each in inner if each is not NoneType]
        return lambda value: None if value is None else present(value)
    if origin is dict:
        return _dictionary(_reader(inner[1]))
    if origin in (list, tuple, frozenset, Sequence):
        return _sequence(origin, inner)
    if is_dataclass(of_type) or hasattr(of_type, "_fields"):  # a dataclass or a named tuple
        return _record(of_type)
    if getattr(origin, "__module__", "") == "numpy":
        return _array
    raise TypeError(f"{of_type} has no JSON form")


def _same(value: object) -> object:
    return value


def _dictionary(read: _Reader) -> _Reader:
    return lambda value: {key: read(each) for key, each in cast("dict[str, object]", value).items()}


def _sequence(origin: object, inner: tuple[object, ...]) -> _Reader:
    if origin is tuple and inner[-1] is not Ellipsis:
        readers = [_reader(cast(type, each)) for each in inner]
        return lambda value: tuple(read(each) for read, each in zip(readers, _items(value), strict=True))
    read = _reader(cast(type, inner[0]))
    if origin is tuple:
        return lambda value: tuple(map(read, _items(value)))
    if origin is frozenset:
        return lambda value: frozenset(map(read, _items(value)))
    return lambda value: list(map(read, _items(value)))


def _record(of_type: type) -> _Reader:
    readers = {name: _reader(each) for name, each in _types_of_fields(of_type).items()}
    return lambda value: of_type(
        **{name: read(each) for (name, read), each in zip(readers.items(), _items(value), strict=True)}
    )


def _types_of_fields(of_type: type) -> dict[str, type]:
    try:
        return get_type_hints(of_type)
    except NameError:  # modules import the types of arrays, which take long to load, for type checkers alone
        import numpy as np
        from numpy.typing import NDArray

        arrays = {"np": np, "NDArray": NDArray, "Floats": NDArray[np.float32], "Doubles": NDArray[np.float64]}
        return get_type_hints(of_type, localns=arrays)


def _array(value: object) -> object:
    import numpy as np

    kind, shape, content = cast("tuple[str, list[int], str]", value)
    return np.frombuffer(b64decode(content), dtype=kind).reshape(shape)


def _items(value: object) -> Sequence[object]:
    return cast("Sequence[object]", value)
