"""邻里 Linli: neighbourhood governance by grids."""
