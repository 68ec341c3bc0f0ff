using Stagecraft.Bootstrap.Engine;

namespace Stagecraft.Bench.Engine;

internal sealed class NoObserver : IBootstrapObserver;
