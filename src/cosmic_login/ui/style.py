"""The style sheet, made from the tokens. What paints itself (buttons, code boxes) reads the tokens too."""

from __future__ import annotations

from cosmic_login.ui import design_tokens
from cosmic_login.ui.design_tokens import Colours


def style_sheet(colours: Colours, scale: float) -> str:
    """Return the Qt style sheet of a theme, with text and targets ``scale`` times the usual size."""
    c = colours

    def px(size: float) -> str:
        return f"{round(size * scale)}px"

    return f"""
QWidget {{ color: {c.text}; font-size: {px(design_tokens.SMALL)}; }}
QWidget#canvas, QWidget#shell, QScrollArea, QDialog, QWidget#siths {{ background: {c.canvas}; border: none; }}
QWidget#siths, QDialog, QDialog QScrollArea {{ background: {c.surface}; }}
QFrame#card {{ background: {c.surface}; border: 1px solid {c.divider}; border-radius: {design_tokens.RADIUS}px; }}
QFrame#header, QFrame#status {{ background: {c.surface}; border: none; }}
QFrame#header {{ border-bottom: 1px solid {c.divider}; }}
QFrame#status {{ border-top: 1px solid {c.divider}; }}
QFrame#note {{ background: {c.raised}; border: 1px solid {c.divider}; border-radius: {design_tokens.RADIUS}px; }}
QFrame#note[tone="error"] {{ background: {c.error_tint}; border: 1px solid {c.error}; }}
QFrame#note[tone="warning"] {{ background: {c.warning_tint}; border: 1px solid {c.warning}; }}
QLabel {{ background: transparent; border: none; }}
QLabel[role="brand"] {{ font-size: {px(design_tokens.HEADING)}; font-weight: 700; }}
QLabel[role="mark"] {{ font-size: {px(design_tokens.CAPTION)}; font-weight: 600; color: {c.accent};
    border: 1px solid {c.accent}; border-radius: {round(9 * scale)}px;
    padding: {px(1)} {px(8)} {px(2)} {px(8)}; }}
QLabel[role="heading"] {{ font-size: {px(design_tokens.HEADING)}; font-weight: 600; }}
QLabel[role="display"] {{ font-size: {px(design_tokens.DISPLAY)}; font-weight: 600; }}
QLabel[role="subheading"] {{ font-size: {px(design_tokens.BODY)}; font-weight: 600; }}
QLabel[role="body"] {{ font-size: {px(design_tokens.BODY)}; }}
QLabel[role="small"] {{ font-size: {px(design_tokens.SMALL)}; }}
QLabel[role="label"] {{ font-size: {px(design_tokens.SMALL)}; font-weight: 500; }}
QLabel[role="muted"] {{ font-size: {px(design_tokens.SMALL)}; color: {c.muted}; }}
QLabel[role="caption"] {{ font-size: {px(design_tokens.CAPTION)}; color: {c.muted}; }}
QLabel[role="error"] {{ font-size: {px(design_tokens.SMALL)}; font-weight: 600; color: {c.error}; }}
QLabel[role="warning"] {{ font-size: {px(design_tokens.SMALL)}; font-weight: 600; color: {c.warning}; }}
QTextEdit[role="failure-code"] {{ font-size: {px(design_tokens.SMALL)}; font-weight: 600;
    background: transparent; border: 2px solid transparent; border-radius: 4px; padding: 0;
    selection-background-color: {c.accent}; selection-color: {c.on_accent}; }}
QTextEdit[role="failure-code"]:focus {{ border: 2px solid {c.focus}; }}
QLineEdit {{ background: {c.surface}; border: 1px solid {c.outline}; border-radius: {design_tokens.RADIUS}px;
    padding: 0 {px(12)}; min-height: {px(design_tokens.TARGET - 4)}; selection-background-color: {c.accent};
    selection-color: {c.on_accent}; font-size: {px(design_tokens.BODY)}; placeholder-text-color: {c.muted}; }}
QLineEdit:focus {{ border: 2px solid {c.focus}; padding: 0 {px(11)};
    min-height: {round((design_tokens.TARGET - 4) * scale) - 2}px; }}
QPlainTextEdit {{ background: {c.surface}; border: 1px solid {c.outline}; border-radius: {design_tokens.RADIUS}px;
    padding: {px(8)}; selection-background-color: {c.accent}; selection-color: {c.on_accent}; }}
QPlainTextEdit:focus {{ border: 2px solid {c.focus}; padding: {px(7)}; }}
QProgressBar {{ background: {c.raised}; border: 1px solid {c.outline}; border-radius: 4px; min-height: 8px;
    max-height: 8px; }}
QProgressBar::chunk {{ background: {c.accent}; border-radius: 3px; }}
QListWidget {{ background: {c.surface}; border: 1px solid {c.outline}; border-radius: {design_tokens.RADIUS}px;
    padding: {px(4)}; outline: none; }}
QListWidget:focus {{ border: 2px solid {c.focus}; padding: {px(3)}; }}
QListWidget::item {{ padding: {px(6)} {px(8)}; border-radius: 6px; color: {c.text}; }}
QListWidget::item:selected {{ background: {c.accent}; color: {c.on_accent}; }}
QMenu {{ background: {c.surface}; border: 1px solid {c.outline}; padding: 4px; }}
QMenu::item {{ padding: {px(8)} {px(24)}; border-radius: 6px; }}
QMenu::item:selected {{ background: {c.accent}; color: {c.on_accent}; }}
QMenu::item:disabled, QMenu::item:disabled:selected {{ background: transparent; color: {c.on_disabled}; }}
QMenu::separator {{ height: 1px; background: {c.divider}; margin: 4px 8px; }}
QScrollBar:vertical {{ background: transparent; width: 12px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: 12px; margin: 0; }}
QScrollBar::handle {{ background: {c.outline}; border-radius: 4px; margin: 2px; min-height: 32px; min-width: 32px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
"""
