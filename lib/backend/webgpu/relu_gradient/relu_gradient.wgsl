// The gradient before a relu with output `y`, times a number per channel.

fn main(index : i32) {
  if (index >= uniforms.count) {
    return;
  }
  let output = y[index];
  var value = dy[index];
  if (uniforms.masked == 1) {
    value = select(select(0.0, value, output > 0.0), output, isnan(output));
  }
  if (uniforms.scaled == 1) {
    value *= scale[index % uniforms.channels];
  }
  result[index] = value;
}
