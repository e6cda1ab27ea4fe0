def page_file(code: str) -> str:
    return f"figures/{code}.html"
