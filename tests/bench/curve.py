"""The plot of seconds by number of parties."""

from __future__ import annotations


def curve(points: list[tuple[int, float]]) -> str:
    """A plot of seconds by number of parties, with the straight line through the last point."""
    wide, high, margin = 640, 400, 60
    most, longest = points[-1][0], max(seconds for _, seconds in points)
    place = [
        (margin + (wide - 2 * margin) * size / most, high - margin - (high - 2 * margin) * seconds / longest)
        for size, seconds in points
    ]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in place)
    marks = "".join(
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4"/>'
        f'<text x="{x:.1f}" y="{y - 10:.1f}" text-anchor="end">{seconds:.1f} s</text>'
        f'<text x="{x:.1f}" y="{high - margin + 20}" text-anchor="middle">{size / 1e6:g}</text>'
        for (x, y), (size, seconds) in zip(place, points, strict=True)
    )
    straight = (
        f'<line x1="{margin}" y1="{high - margin}" x2="{place[-1][0]:.1f}" y2="{place[-1][1]:.1f}" stroke="#999"/>'
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" font-family="sans-serif" font-size="12">'
        f'<rect width="{wide}" height="{high}" fill="white"/>{straight}'
        f'<polyline points="{line}" fill="none" stroke="#06c" stroke-width="2"/>{marks}'
        f'<text x="{wide / 2}" y="{high - 15}" text-anchor="middle">million parties</text></svg>\n'
    )
