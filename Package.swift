// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

func library(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(
  of name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = []
) -> Target {
  .testTarget(
    name: "\(name)Tests", dependencies: [.byName(name: name)] + dependencies,
    exclude: exclude, swiftSettings: strict)
}

/// A module map over a C library that Debian installs; `tools/setup` lists the packages.
func system(_ name: String, pkgConfig: String, debian: String) -> Target {
  .systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt([debian])])
}

let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")
let collections = Target.Dependency.product(
  name: "DequeModule", package: "swift-collections")
let flyingFox = Target.Dependency.product(name: "FlyingFox", package: "FlyingFox")
let flyingSocks = Target.Dependency.product(name: "FlyingSocks", package: "FlyingFox")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let metrics = Target.Dependency.product(name: "CoreMetrics", package: "swift-metrics")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

let package = Package(
  name: "sluice",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "sluice", targets: ["sluice"]),
    .library(name: "DurableFiles", targets: ["DurableFiles"]),
    .library(name: "DurableFilesTesting", targets: ["DurableFilesTesting"]),
    .library(name: "Dataflow", targets: ["Dataflow"]),
    .library(name: "DataflowTesting", targets: ["DataflowTesting"]),
    .library(name: "GraphFile", targets: ["GraphFile"]),
    .library(name: "Tensors", targets: ["Tensors"]),
    .library(name: "NN", targets: ["NN"]),
    .library(name: "Autograd", targets: ["Autograd"]),
    .library(name: "Training", targets: ["Training"]),
    .library(name: "SegmentAnything", targets: ["SegmentAnything"]),
    .library(name: "Imaging", targets: ["Imaging"]),
    .library(name: "ZarrStore", targets: ["ZarrStore"]),
    .library(name: "Scoring", targets: ["Scoring"]),
    .library(name: "Report", targets: ["Report"]),
    .library(name: "Stages", targets: ["Stages"]),
    .library(name: "Study", targets: ["Study"]),
    .library(name: "Telemetry", targets: ["Telemetry"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-algorithms", from: "1.2.1"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-async-algorithms", from: "1.1.4"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/swhitty/FlyingFox", from: "0.27.1"),
  ],
  targets: [
    system("COpenBLAS", pkgConfig: "openblas", debian: "libopenblas-dev"),
    system("CZstd", pkgConfig: "libzstd", debian: "libzstd-dev"),
    system("CPNG", pkgConfig: "libpng", debian: "libpng-dev"),
    system("CCrypto", pkgConfig: "libcrypto", debian: "libssl-dev"),
    .systemLibrary(name: "CLinux"),
    // Debian's nifti2_io.h includes <znzlib.h> but installs it under nifti/: `include` forwards it.
    .target(name: "CNIfTI"),
    .target(name: "CKernels"),

    library("Spelling", []),
    library("DurableFiles", ["CKernels", "CCrypto", "CLinux"]),
    library("DurableFilesTesting", ["DurableFiles"]),
    library("Tensors", ["CKernels", "COpenBLAS"]),
    library("NN", ["Tensors", "CKernels", "DurableFiles", "Spelling"]),
    library("Autograd", ["Tensors"]),
    library("Training", ["Autograd", "DurableFiles", "NN", "Tensors"]),
    library("SegmentAnything", ["NN", "Tensors"]),
    library("Imaging", ["CKernels", "CNIfTI", "CPNG", "DurableFiles", "Spelling"]),
    library("ZarrStore", ["DurableFiles", "CZstd"]),
    library("Scoring", ["DurableFiles", "Imaging"]),
    library("Report", ["Imaging"]),
    library("Telemetry", [flyingFox, flyingSocks, metrics]),
    library("Dataflow", ["DurableFiles", collections, logging]),
    library("DataflowTesting", ["Dataflow"]),
    library("GraphFile", ["Dataflow", "Spelling", yams]),
    library(
      "Stages",
      [
        "Dataflow", "DurableFiles", "GraphFile", "Imaging", "NN", "Report", "SegmentAnything",
        "Tensors", "Training", "ZarrStore", logging,
        .product(name: "Algorithms", package: "swift-algorithms"),
      ]),
    library("Study", ["DurableFiles", "GraphFile", "Imaging", "Report", "Scoring", "Stages"]),
    .executableTarget(
      name: "sluice",
      dependencies: [
        "CLinux", "Dataflow", "DurableFiles", "GraphFile", "Imaging", "NN", "Report",
        "Scoring", "SegmentAnything", "Stages", "Study", "Telemetry", "Tensors", "Training",
        "ZarrStore", argumentParser, logging, metrics,
        .product(name: "AsyncAlgorithms", package: "swift-async-algorithms"),
      ],
      swiftSettings: strict),

    tests(of: "Spelling"),
    tests(of: "DurableFiles", ["DurableFilesTesting"]),
    tests(of: "Tensors"),
    tests(of: "NN", ["DurableFiles", "Tensors"], exclude: ["Fixtures", "Regressions"]),
    tests(of: "Autograd", ["NN", "Tensors"], exclude: ["Fixtures"]),
    tests(
      of: "Training", ["Autograd", "DurableFiles", "NN", "Tensors"], exclude: ["Fixtures"]),
    tests(of: "SegmentAnything", ["NN", "Tensors"], exclude: ["Fixtures"]),
    tests(of: "Imaging", ["DurableFiles", "DurableFilesTesting"]),
    tests(of: "ZarrStore", ["CCrypto", "CKernels", "DurableFiles"]),
    tests(of: "Scoring", ["DurableFiles", "Imaging"], exclude: ["Fixtures"]),
    tests(of: "Report", ["Imaging"]),
    tests(of: "Telemetry", [metrics]),
    tests(of: "Dataflow", ["DataflowTesting", "DurableFiles", "DurableFilesTesting"]),
    tests(of: "GraphFile", ["Dataflow"]),
    tests(
      of: "Stages",
      [
        "Dataflow", "DataflowTesting", "DurableFiles", "DurableFilesTesting", "GraphFile",
        "Imaging", "SegmentAnything", "Tensors", "Training", "ZarrStore", logging,
      ]),
    tests(of: "Study", ["DurableFiles", "GraphFile", "Imaging", "Report", "Scoring", "Stages"]),
    .testTarget(
      name: "IntegrationTests",
      // The program too: the tests run it.
      dependencies: ["sluice", "DurableFiles", "Imaging", "NN", "Tensors", "ZarrStore"],
      swiftSettings: strict),
    .testTarget(
      name: "FuzzTests",
      // The fuzzers' own targets and seeds. The fuzzers are a package of their own, which `tools/fuzz/run` builds.
      dependencies: [
        "Dataflow", "DurableFiles", "GraphFile", "Imaging", "NN", "SegmentAnything", "Stages",
        "Tensors", "ZarrStore",
      ],
      path: "tools/fuzz",
      exclude: ["Package.swift", "Sources/Fuzz", "make_seeds.py", "run", "seeds"],
      sources: ["Sources/FuzzTargets", "Tests"], swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)
