// Draws the report's charts. Geometry is kept once and shared by the traces that name it.
window.PlotlyGeoAssets = window.PlotlyGeoAssets || {topojson: {}};
PlotlyGeoAssets.topojson.world_110m = {type: "Topology", arcs: [], objects: {}};
REPORT.charts.forEach((chart, i) => {
  for (const trace of chart.data) {
    if (typeof trace.geojson === "string") trace.geojson = REPORT.geometry[trace.geojson];
  }
  Plotly.newPlot("chart-" + i, chart.data, chart.layout, {displaylogo: false, responsive: true, locale: "en-US",
    toImageButtonOptions: {format: "png", scale: 2}});
});
