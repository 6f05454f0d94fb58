/// Turns stored voxels, already in this machine's byte order, into the pixels of a plane.
struct VoxelConversion {
  let dataType: NIfTIDataType
  let rescale: Rescale

  /// HU of the pixels at `layout` in `voxels`.
  func hounsfield(_ voxels: UnsafeRawPointer, _ layout: PlaneLayout) -> Plane<Float> {
    let count = layout.rows * layout.columns
    let pixels = [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
      if let out = buffer.baseAddress {
        dataType.withVoxelType { fillHounsfield($0, voxels, layout, out) }
      }
      initialized = count
    }
    return Plane(rows: layout.rows, columns: layout.columns, pixels: pixels)
  }

  /// Labels of the pixels at `layout`, or the first pixel (row-major) that is no label and its value.
  func labels(
    _ voxels: UnsafeRawPointer, _ layout: PlaneLayout
  ) -> (Plane<UInt16>, firstBad: (pixel: Int, value: Double)?) {
    let count = layout.rows * layout.columns
    var allAreLabels = true
    let pixels = [UInt16](unsafeUninitializedCapacity: count) { buffer, initialized in
      if let out = buffer.baseAddress {
        allAreLabels = dataType.withVoxelType { fillLabels($0, voxels, layout, out) }
      }
      initialized = count
    }
    let plane = Plane(rows: layout.rows, columns: layout.columns, pixels: pixels)
    guard !allAreLabels else { return (plane, nil) }
    return (plane, dataType.withVoxelType { firstBadLabel($0, voxels, layout) })
  }

  private func fillHounsfield<Voxel: StoredVoxel>(
    _: Voxel.Type, _ voxels: UnsafeRawPointer, _ layout: PlaneLayout,
    _ out: UnsafeMutablePointer<Float>
  ) {
    let source = voxels.assumingMemoryBound(to: Voxel.self)
    if rescale.isNone {
      gather(source, layout, out) { $0.asFloat }
    } else {
      let (slope, intercept) = (rescale.slope, rescale.intercept)
      gather(source, layout, out) { Float($0.asDouble * slope + intercept) }
    }
  }

  private func fillLabels<Voxel: StoredVoxel>(
    _: Voxel.Type, _ voxels: UnsafeRawPointer, _ layout: PlaneLayout,
    _ out: UnsafeMutablePointer<UInt16>
  ) -> Bool {
    let source = voxels.assumingMemoryBound(to: Voxel.self)
    var allAreLabels = true
    if rescale.isNone {
      gather(source, layout, out) { voxel in
        let (label, isLabel) = voxel.asLabel
        allAreLabels = allAreLabels && isLabel
        return label
      }
    } else {
      let (slope, intercept) = (rescale.slope, rescale.intercept)
      gather(source, layout, out) { voxel in
        let (label, isLabel) = (voxel.asDouble * slope + intercept).roundedToLabel
        allAreLabels = allAreLabels && isLabel
        return label
      }
    }
    return allAreLabels
  }

  private func firstBadLabel<Voxel: StoredVoxel>(
    _: Voxel.Type, _ voxels: UnsafeRawPointer, _ layout: PlaneLayout
  ) -> (pixel: Int, value: Double)? {
    let source = voxels.assumingMemoryBound(to: Voxel.self)
    for pixel in 0..<layout.rows * layout.columns {
      let (row, column) = pixel.quotientAndRemainder(dividingBy: layout.columns)
      let voxel = source[layout.offset + row * layout.rowStride + column * layout.columnStride]
      let value = voxel.asDouble * rescale.slope + rescale.intercept
      let isLabel = rescale.isNone ? voxel.asLabel.isLabel : value.roundedToLabel.isLabel
      if !isLabel { return (pixel, value) }
    }
    return nil
  }

  @inline(__always)
  private func gather<Voxel, Pixel>(
    _ source: UnsafePointer<Voxel>, _ layout: PlaneLayout, _ out: UnsafeMutablePointer<Pixel>,
    _ convert: (Voxel) -> Pixel
  ) {
    layout.forEachRun { pixel, element, count, stride in
      let (from, to) = (source + element, out + pixel)
      // The compiler only vectorises a step that it knows.
      switch stride {
      case 1: for n in 0..<count { to[n] = convert(from[n]) }
      case -1: for n in 0..<count { to[n] = convert(from[0 &- n]) }
      default: for n in 0..<count { to[n] = convert(from[n &* stride]) }
      }
    }
  }
}
