//go:build !noembedded

package engine

import (
	"math"
	"net"
	"strconv"
	"time"

	"go.temporal.io/server/common/authorization"
	"go.temporal.io/server/common/cluster"
	"go.temporal.io/server/common/config"
	"go.temporal.io/server/common/dynamicconfig"
	"go.temporal.io/server/common/membership/static"
	"go.temporal.io/server/common/metrics"
	"go.temporal.io/server/common/primitives"
	"go.temporal.io/server/temporal"
)

const (
	clusterName = "active"
	storeName   = "sqlite"

	// historyShards is fixed when the database is made. One SQLite writer serves
	// all workflows; more shards only add goroutines and memory.
	historyShards = 1
)

// serverOptions assembles the server from its parts.
func serverOptions(o Options, p ports, s *store, log serverLog) []temporal.ServerOption {
	frontend := address(o.Host, p.frontend)
	return []temporal.ServerOption{
		temporal.WithConfig(serverConfig(o.Host, frontend, p, s)),
		temporal.ForServices(temporal.DefaultServices),
		// Nobody joins or leaves: no gossip, no ports for it, no wait for it.
		temporal.WithStaticHosts(map[primitives.ServiceName]static.Hosts{
			primitives.FrontendService: static.SingleLocalHost(frontend),
			primitives.HistoryService:  static.SingleLocalHost(address(defaultHost, p.history)),
			primitives.MatchingService: static.SingleLocalHost(address(defaultHost, p.matching)),
			primitives.WorkerService:   static.SingleLocalHost(address(defaultHost, p.worker)),
		}),
		temporal.WithLogger(log),
		temporal.WithNamespaceLogger(log),
		temporal.WithAuthorizer(authorization.NewNoopAuthorizer()),
		temporal.WithClaimMapper(func(*config.Config) authorization.ClaimMapper {
			return authorization.NewNoopClaimMapper()
		}),
		temporal.WithCustomMetricsHandler(metrics.NoopMetricsHandler),
		temporal.WithDynamicConfigClient(dynamicConfig()),
	}
}

func serverConfig(host, frontend string, p ports, s *store) *config.Config {
	var c config.Config
	c.Persistence = config.Persistence{
		DefaultStore:     storeName,
		VisibilityStore:  storeName,
		NumHistoryShards: historyShards,
		DataStores:       map[string]config.DataStore{storeName: {SQL: s.config}},
	}
	c.ClusterMetadata = &cluster.Config{
		FailoverVersionIncrement: 10,
		MasterClusterName:        clusterName,
		CurrentClusterName:       clusterName,
		ClusterInformation: map[string]cluster.ClusterInformation{
			clusterName: {Enabled: true, InitialFailoverVersion: 1, RPCAddress: frontend},
		},
	}
	c.DCRedirectionPolicy.Policy = "noop"
	c.Services = map[string]config.Service{
		string(primitives.FrontendService): service(host, p.frontend),
		string(primitives.HistoryService):  service(defaultHost, p.history),
		string(primitives.MatchingService): service(defaultHost, p.matching),
		string(primitives.WorkerService):   service(defaultHost, p.worker),
	}
	c.PublicClient.HostPort = frontend
	c.Archival.History.State = config.ArchivalDisabled
	c.Archival.Visibility.State = config.ArchivalDisabled
	c.NamespaceDefaults.Archival.History.State = config.ArchivalDisabled
	c.NamespaceDefaults.Archival.Visibility.State = config.ArchivalDisabled
	return &c
}

func service(host string, port int) config.Service {
	return config.Service{RPC: config.RPC{BindOnIP: host, GRPCPort: port}}
}

func address(host string, port int) string {
	return net.JoinHostPort(host, strconv.Itoa(port))
}

// dynamicConfig fits a server made for a data centre to one small process.
func dynamicConfig() dynamicconfig.StaticClient {
	c := dynamicconfig.StaticClient{}
	set := func(value any, settings ...dynamicconfig.GenericSetting) {
		for _, s := range settings {
			c[s.Key()] = value
		}
	}
	// A reminder or a deadline fires within 20 ms of its time, not within 1 s.
	set(20*time.Millisecond, dynamicconfig.TimerProcessorMaxTimeShift)
	set(0, dynamicconfig.WorkflowExecutionMaxInFlightUpdates) // commands are filed one by one anyway
	// One process needs no partitions to spread a task queue over hosts.
	set(1, dynamicconfig.MatchingNumTaskqueueReadPartitions, dynamicconfig.MatchingNumTaskqueueWritePartitions)
	limitRates(set)
	limitMemory(set)
	return c
}

type setter func(value any, settings ...dynamicconfig.GenericSetting)

// limitRates lifts the limits that share a cluster between tenants: here there
// is one tenant, and the disk sets the pace.
func limitRates(set setter) {
	set(math.MaxInt32,
		dynamicconfig.FrontendRPS,
		dynamicconfig.FrontendMaxNamespaceRPSPerInstance,
		dynamicconfig.FrontendMaxNamespaceVisibilityRPSPerInstance,
		dynamicconfig.HistoryRPS,
		dynamicconfig.MatchingRPS,
		dynamicconfig.FrontendPersistenceMaxQPS,
		dynamicconfig.HistoryPersistenceMaxQPS,
		dynamicconfig.MatchingPersistenceMaxQPS,
		dynamicconfig.WorkerPersistenceMaxQPS,
		dynamicconfig.VisibilityPersistenceMaxReadQPS,
		dynamicconfig.VisibilityPersistenceMaxWriteQPS,
	)
	set(1000,
		dynamicconfig.TimerProcessorMaxPollRPS,
		dynamicconfig.TransferProcessorMaxPollRPS,
		dynamicconfig.VisibilityProcessorMaxPollRPS,
	)
}

// limitMemory leaves out background work that Cairn does not use and bounds the
// caches, so that memory stays flat as open workflows grow.
func limitMemory(set setter) {
	set(false,
		dynamicconfig.TaskQueueScannerEnabled,
		dynamicconfig.HistoryScannerEnabled,
		dynamicconfig.ExecutionsScannerEnabled,
		dynamicconfig.EnableParentClosePolicyWorker, // applied inline instead
		dynamicconfig.WorkerEnableScheduler,
	)
	set(0, dynamicconfig.WorkerPerNamespaceWorkerCount)
	set(64,
		dynamicconfig.TimerProcessorSchedulerWorkerCount,
		dynamicconfig.TransferProcessorSchedulerWorkerCount,
		dynamicconfig.VisibilityProcessorSchedulerWorkerCount,
	)
	set(8, dynamicconfig.ArchivalProcessorSchedulerWorkerCount, dynamicconfig.MemoryTimerProcessorSchedulerWorkerCount)
	set(2000, dynamicconfig.HistoryCacheHostLevelMaxSize) // workflows
}
