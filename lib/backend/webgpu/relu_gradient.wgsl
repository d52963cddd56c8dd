// The gradient before a relu with output `y`.

fn main(index : i32) {
  if (index >= uniforms.count) {
    return;
  }
  let output = y[index];
  result[index] = select(select(0.0, dy[index], output > 0.0), output, isnan(output));
}
