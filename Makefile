.PHONY: demo test drill looks bench format clean

demo: ## the town at http://127.0.0.1:8000 (PORT= changes it)
	@scripts/bootstrap demo
	@exec .venv/bin/linli demo

test: ## everything that must hold
	@scripts/bootstrap test
	@exec scripts/test

drill: ## the long proofs
	@scripts/bootstrap test
	@.venv/bin/python -m pytest -m drill
	@LINLI_PG_BIN=/usr/lib/postgresql/15/bin exec .venv/bin/python -m pytest -q -n 2 -m 'postgres15 and not drill and not bench'

looks: ## draw the pictures of the pages anew, after they were meant to change
	@scripts/bootstrap test
	@LINLI_DRAW_LOOKS=1 exec .venv/bin/python -m pytest -q -m drill tests/looks

bench: ## the measurements
	@scripts/bootstrap test
	@exec .venv/bin/python -m benchmarks

format: ## put every file into the one style
	@.venv/bin/ruff check --fix --quiet .
	@.venv/bin/ruff format .

clean: ## remove what can be made again; data stay (linli demo --reset removes those of the demo)
	rm -rf .venv node_modules build dist linli/web/static/vendor .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find linli tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
