"""The score map by itself: which cut lies under the mouse."""

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip

from app.player.heat_map import HeatMap

OUTS, INS = (20, 30, 40, 50), (10, 30, 55)


@pytest.fixture
def heat(qtbot):
    """Out frames across, in frames down; each score tells its column and its row."""
    heat = HeatMap()
    qtbot.addWidget(heat)
    heat.show_scores(OUTS, INS, [[(10 * i + j) / 100 for j in range(3)] for i in range(4)])
    return heat


@pytest.mark.parametrize("column", range(4))
@pytest.mark.parametrize("row", range(3))
def test_a_cell_tells_its_cut_and_plays_it(heat, qtbot, column, row):
    at = QPoint((2 * column + 1) * heat.width() // 8, (2 * row + 1) * heat.height() // 6)
    event = QHelpEvent(QEvent.Type.ToolTip, at, heat.mapToGlobal(at))
    QApplication.sendEvent(heat, event)
    score = (10 * column + row) / 100
    told = f"Here frame {OUTS[column]} of A meets frame {INS[row]} of B: {score:.2f}\n"
    assert QToolTip.text().startswith(told)
    with qtbot.waitSignal(heat.chosen) as chosen:
        QTest.mouseClick(heat, Qt.MouseButton.LeftButton, pos=at)
    assert chosen.args == [OUTS[column], INS[row]]
