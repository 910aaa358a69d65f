"""The design system of the pages: shapes that its parts take, and its living page. The contract is README.md."""
