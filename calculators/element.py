"""HTML and SVG as an element tree: text is always text, nothing is ever pasted as markup."""

from xml.etree.ElementTree import Element, tostring

Child = Element | str | None
Attribute = str | float | bool | None


def el(tag: str, *children: Child, **attributes: Attribute) -> Element:
    """An element with its children: elements, text, or None (left out).

    Attributes: `class_` for `class`, `_` for `-`; True gives an empty attribute, None and False
    leave it out.
    """
    element = Element(tag)
    for name, value in attributes.items():
        if value is None or value is False:
            continue
        name = name.rstrip("_") if name.endswith("_") else name.replace("_", "-")
        element.set(name, "" if value is True else str(value))
    for child in children:
        add(element, child)
    return element


def add(parent: Element, child: Child) -> None:
    """Append an element or a text to `parent`; None is passed over."""
    if child is None:
        return
    if isinstance(child, Element):
        parent.append(child)
    elif len(parent):
        parent[-1].tail = (parent[-1].tail or "") + child
    else:
        parent.text = (parent.text or "") + child


def html(element: Element) -> str:
    """The element as HTML, everything escaped."""
    return tostring(element, encoding="unicode", method="html")
