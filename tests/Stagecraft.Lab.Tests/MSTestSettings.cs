// The tests share three hosts and two cores.
[assembly: DoNotParallelize]
