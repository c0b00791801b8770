"""The frame that draws diagrams: the same for everybody, and it knows no page."""

from asking import Ask, always

SURFACES = {"embed.diagram": always(Ask("/embed/diagram"))}
